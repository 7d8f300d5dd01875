export GREETING=hi
env | grep '^GREETING='
LOCAL=x
env | grep -c '^LOCAL=' 
ONCE=1 env | grep '^ONCE='
echo "[${ONCE-unset}]"
