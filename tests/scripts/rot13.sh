printf 'Hello, World\n' | tr 'A-Za-z' 'N-ZA-Mn-za-m'
