# Files get numbers in front, with zeros.
mkdir music && cd music
for f in 'song a' 'song b' song_c '9 lives'; do echo "$f" >"$f.mp3"; done
: >cover.jpg
n=0
for f in *.mp3; do
  n=$((n + 1))
  mv -- "$f" "$(printf '%02d' $n)-$(echo "${f%.mp3}" | tr ' ' _).mp3"
done
for f in *; do echo "$f ($(wc -c <"$f" | tr -d ' '))"; done
cd .. && rm -r music
