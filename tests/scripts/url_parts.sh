# A URL, taken apart from both ends.
parse() {
  url=$1 port= user= query= fragment= path=/
  scheme=${url%%://*} rest=${url#*://}
  case $rest in *\#*) fragment=${rest#*\#} rest=${rest%%\#*} ;; esac
  case $rest in *\?*) query=${rest#*\?} rest=${rest%%\?*} ;; esac
  case $rest in */*) path=/${rest#*/} rest=${rest%%/*} ;; esac
  case $rest in *@*) user=${rest%@*} rest=${rest##*@} ;; esac
  case $rest in *:*) port=${rest##*:} rest=${rest%:*} ;; esac
  echo "$scheme|${user:--}|$rest|${port:-default}|$path|${query:--}|${fragment:--}"
}
parse 'http://example.org'
parse 'https://joe:pw@example.org:8443/a/b.html?x=1&y=2#top'
parse 'ftp://host/dir/'
parse 'http://h?q=a/b'
