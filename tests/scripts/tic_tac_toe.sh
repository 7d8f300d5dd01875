# Who has won, by patterns.
winner() {
  for p in X O; do
    case $1 in
      $p$p$p?????? | ???$p$p$p??? | ??????$p$p$p) echo "$p by a row"; return ;;
      $p??$p??$p?? | ?$p??$p??$p? | ??$p??$p??$p) echo "$p by a column"; return ;;
      $p???$p???$p | ??$p?$p?$p??) echo "$p by a diagonal"; return ;;
    esac
  done
  case $1 in *-*) echo 'not over' ;; *) echo draw ;; esac
}
for board in XXXOO---- XO-XO--O- X-O-XO--X XOXXOOOXX OXXXOX-OO; do
  echo "$board: $(winner $board)"
done
