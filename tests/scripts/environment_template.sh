# ${NAME} in a text, filled in from variables; what is unset stays.
fill() {
  while IFS= read -r line || [ -n "$line" ]; do
    out=
    while :; do
      case $line in
        *'${'[A-Z_]*'}'*)
          out=$out${line%%'${'*}
          line=${line#*'${'}
          name=${line%%'}'*}
          line=${line#*'}'}
          eval "is_set=\${$name+yes} value=\${$name-}"
          if [ "$is_set" ]; then out=$out$value; else out="$out\${$name}"; fi
          ;;
        *) break ;;
      esac
    done
    printf '%s\n' "$out$line"
  done
}
USER_NAME='Joe & Co' EMPTY='' PRICE='$5'
unset MISSING
fill <<'END'
Hello ${USER_NAME}, pay ${PRICE}${EMPTY}!
${MISSING} stays, $HOME and ${ are no names
no newline: ${PRICE}
END
printf 'last ${USER_NAME}' | fill
