cat >tool.sh <<'END'
#!/bin/sh
echo "tool: $# $1"
exit 6
END
chmod +x tool.sh
./tool.sh "a b" c
echo $?
rm tool.sh
