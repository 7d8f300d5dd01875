name=World
cat <<END
Hello $name, 2 + 2 = $((2 + 2)), $(echo sub)
  indented \$name \\ "quotes" 'too'
END
cat <<'END'
Hello $name \$name
END
cat <<-END
	tabs are gone
		all of them
	END
