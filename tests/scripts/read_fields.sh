while IFS=: read -r user pass uid rest; do
  printf '%s has %s (%s)\n' "$user" "$uid" "$rest"
done <<END
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1::/:
nobody:x:65534
END
