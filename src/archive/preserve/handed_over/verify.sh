#!/bin/sh
# Checks this folder. Needs sh, coreutils (sha256sum, base64, cut, head, tail, od, tr, cat, mv, mktemp, rm) and
# openssl 3.0 or later; no network, and it writes nothing into the folder. 用法 usage: sh verify.sh
# The steps are those of RFC 6962 / RFC 9162 (tree), C2SP tlog-proof, tlog-checkpoint and signed-note (texts).

LC_ALL=C
export LC_ALL
set -u
unset CDPATH
case $0 in */*) cd "${0%/*}" || exit 2 ;; esac

fail() {
    printf '\n不通过 FAILED: %s\n' "$1" >&2
    exit 1
}

for tool in sha256sum base64 cut head tail od tr cat mv mktemp rm openssl; do
    command -v "$tool" >/dev/null || fail "缺少工具 this needs $tool"
done
work=$(mktemp -d) || fail "无法建立临时目录 no temporary folder"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

digest_of() { # standard input -> 64 hex digits
    sha256sum | cut -c1-64
}

hex_of() { # file -> hex
    od -An -v -tx1 "$1" | tr -d ' \n'
}

unescape() { # JSON string without its quotes -> $plain; only \" and \\ occur, which a plain `read` takes back
    # shellcheck disable=SC2162
    IFS= read plain <<END
$1
END
}

# 1. Nothing was added, removed or changed since the folder was written.
set -- original/*
[ "$*" = 'original/*' ] && shift # a record that was destroyed has none
sha256sum checkpoint checkpoint.pub events.jsonl "$@" proofs/* verify.sh 说明.txt >"$work/manifest" 2>/dev/null ||
    fail "缺少文件 a file is missing"
[ "$(digest_of <manifest-sha256.txt)" = "$(digest_of <"$work/manifest")" ] ||
    fail "文件与清单不符 the files are not those of manifest-sha256.txt"
set -- *
[ "$#" -eq 8 ] || fail "有多余文件 there are files that do not belong here"

# 2. The checkpoint is signed by the key in checkpoint.pub.
{
    IFS= read -r origin && IFS= read -r size && IFS= read -r root && IFS= read -r blank && IFS= read -r signed
} <checkpoint || fail "检查点不完整 the checkpoint is cut short"
printf '%s\n%s\n%s\n' "$origin" "$size" "$root" >"$work/text"
{ cat "$work/text"; printf '\n%s\n' "$signed"; } >"$work/note"
[ "$(digest_of <checkpoint)" = "$(digest_of <"$work/note")" ] || fail "检查点格式不对 the checkpoint is not of its form"
case $origin in '' | *[!0-9A-Za-z./_-]*) fail "检查点来源不对 the origin is not of its form" ;; esac
case $size in '' | *[!0-9]* | 0* | ???????????????????*) fail "检查点条数不对 the size is not of its form" ;; esac
case $signed in "— $origin "*) ;; *) fail "检查点没有本档案的签名 the checkpoint is not signed by $origin" ;; esac
printf '%s' "${signed##* }" | base64 -d >"$work/signed" 2>/dev/null || fail "签名无法读取 the signature cannot be read"
[ "$(base64 <"$work/signed" | tr -d '\n')" = "${signed##* }" ] || fail "签名无法读取 the signature cannot be read"
head -c 4 "$work/signed" >"$work/keyid"
tail -c +5 "$work/signed" >"$work/signature"
openssl pkey -pubin -in checkpoint.pub -outform DER -out "$work/der" 2>/dev/null || fail "公钥无法读取 the key cannot be read"
openssl pkey -pubin -in checkpoint.pub -out "$work/pem" 2>/dev/null
[ "$(digest_of <"$work/pem")" = "$(digest_of <checkpoint.pub)" ] || fail "公钥格式不对 the key is not of its form"
head -c 12 "$work/der" >"$work/kind"
[ "$(hex_of "$work/kind")" = 302a300506032b6570032100 ] || fail "公钥不是 Ed25519 the key is not an Ed25519 key"
tail -c +13 "$work/der" >"$work/raw"
[ "$({ printf '%s\n\001' "$origin"; cat "$work/raw"; } | sha256sum | cut -c1-8)" = "$(hex_of "$work/keyid")" ] ||
    fail "签名不是这把公钥的 the signature names another key"
openssl pkeyutl -verify -pubin -inkey checkpoint.pub -rawin -in "$work/text" -sigfile "$work/signature" \
    >/dev/null 2>&1 || fail "检查点签名无效 the signature is not valid (or openssl is older than 3.0)"
printf '检查点签名有效 The checkpoint is signed: %s, %s events\n' "$origin" "$size"
printf '%s' "$root" | base64 -d >"$work/root" 2>/dev/null || fail "根哈希无法读取 the root cannot be read"

# 3. Every event holds its payload and stands in the tree under that checkpoint.
climb() { # the path on standard input: "$work/node" becomes the root that it leads to
    while IFS= read -r hash && [ -n "$hash" ]; do
        [ "$last" -gt 0 ] && [ "${#hash}" -eq 44 ] || return 1
        printf '%s' "$hash" | base64 -d >"$work/sibling" 2>/dev/null || return 1
        [ "$(base64 <"$work/sibling")" = "$hash" ] || return 1
        if [ $((index % 2)) -eq 1 ] || [ "$index" -eq "$last" ]; then
            set -- "$work/sibling" "$work/node"
            while [ $((index % 2)) -eq 0 ] && [ "$index" -ne 0 ]; do
                index=$((index / 2)) last=$((last / 2))
            done
        else
            set -- "$work/node" "$work/sibling"
        fi
        { printf '\001'; cat "$@"; } | openssl dgst -sha256 -binary >"$work/above" || return 1
        mv "$work/above" "$work/node"
        index=$((index / 2)) last=$((last / 2))
    done
    [ "$last" -eq 0 ]
}

record='' events=0 claimed=' ' erased=' ' disposed=''
while IFS= read -r line; do
    rest=${line#'{"envelope":"'}
    tail=${rest#*'","payload":"'}
    salt=${tail#*'","salt":"'}
    unescape "${rest%%'","payload":"'*}" && envelope=$plain
    unescape "${tail%%'","salt":"'*}" && payload=$plain
    salt=${salt%'"}'}
    seq=${envelope#*'"seq":'} && seq=${seq%%,*}
    kind=${envelope#*'"kind":"'} && kind=${kind%%'"'*}
    subject=${envelope#*'"subject":"'} && subject=${subject%%'"'*}
    time=${envelope#*'"time":"'} && time=${time%%'"'*}
    bound=${envelope#*'"commitment":"'} && bound=${bound%%'"'*}
    case $seq in '' | *[!0-9]* | 0?* | ???????????????????*) fail "事件序号不对 an event has no number" ;; esac
    case $salt in *[!0-9A-Za-z+/=]*) fail "事件 $seq 的盐不对 the salt of event $seq is not of its form" ;; esac
    if [ -z "$payload$salt" ]; then
        erased="$erased$seq "
    else
        [ "${#salt}" -eq 24 ] || fail "事件 $seq 的盐不对 the salt of event $seq is not of its form"
    fi
    case $kind$subject$time in '' | *[!0-9A-Za-z:._-]*) fail "事件 $seq 格式不对 event $seq is not of its form" ;; esac
    [ -z "$payload$salt" ] ||
        [ "$({ printf '%s' "$salt" | base64 -d 2>/dev/null; printf '%s' "$payload"; } | digest_of)" = "$bound" ] ||
        fail "事件 $seq 的内容与承诺不符 event $seq is not the one that was committed to"
    { printf '\000'; printf '%s' "$envelope"; } | openssl dgst -sha256 -binary >"$work/node"
    index=$seq last=$((size - 1))
    [ "$index" -le "$last" ] || fail "事件 $seq 不在检查点之内 event $seq is beyond the checkpoint"
    {
        IFS= read -r head && [ "$head" = 'c2sp.org/tlog-proof@v1' ] &&
            IFS= read -r number && [ "$number" = "index $seq" ] && climb && cat >"$work/note"
    } <"proofs/$seq.tlog-proof" || fail "事件 $seq 的证明读不通 the proof of event $seq does not read"
    [ "$(hex_of "$work/node")" = "$(hex_of "$work/root")" ] ||
        fail "事件 $seq 的路径不通向根 the path of event $seq does not lead to the root"
    [ "$(digest_of <"$work/note")" = "$(digest_of <checkpoint)" ] ||
        fail "事件 $seq 的证明属于另一检查点 the proof of event $seq is of another checkpoint"
    [ "$subject" = "${record:=$subject}" ] || fail "事件 $seq 属于另一件 event $seq is of another record"
    case $kind in
    accessioned | part-added)
        digest=${payload#*'"sha256":"'}
        [ -z "$payload" ] || claimed="$claimed${digest%%'"'*} "
        ;;
    disposed)
        case $payload in *'"erased":['*']'*) ;; *) fail "销毁事件格式不对 event $seq is not of its form" ;; esac
        list=${payload#*'"erased":['} && disposed=",${list%%']'*},"
        ;;
    esac
    events=$((events + 1))
    printf '事件在账本中 In the ledger: %s  %s  %s\n' "$seq" "$time" "$kind"
done <events.jsonl
set -- proofs/*
[ "$#" -eq "$events" ] || fail "证明与事件数目不等 the proofs are not as many as the events"

for seq in $erased; do # only an event of destruction, which stands in the tree, allows an erased payload
    case $disposed in *",$seq,"*) ;; *) fail "事件 $seq 的内容无授权缺失 the payload of event $seq is missing" ;; esac
done

# 4. The originals are those that the events speak of; of a record that was destroyed there are none.
held=' '
for original in original/*; do
    [ -n "$disposed" ] && [ "$original" = 'original/*' ] && break
    digest=$(digest_of <"$original")
    case $claimed in *" $digest "*) ;; *) fail "原件未经登记 no event speaks of $original" ;; esac
    held="$held$digest "
done
for digest in $claimed; do
    [ -n "$disposed" ] && [ "$held" = ' ' ] && break
    case $held in *" $digest "*) ;; *) fail "缺少原件 the original $digest is missing" ;; esac
done

fingerprint=$(digest_of <"$work/raw")
first='原件自登记以来一字未变：其 SHA-256 就是接收事件中登记的值。
    The originals are, to the bit, those that were accessioned.'
if [ -n "$disposed" ]; then
    first='该件已按批准的清单销毁：销毁事件载有其 SHA-256；内容已擦除的事件只剩信封。
    The record was destroyed by an approved list: the event of its destruction holds its SHA-256, and of events whose
    content was erased only the envelopes are left.'
fi
cat <<END

通过 VERIFIED: 件 record $record

已证明 Proved:
  - $first
  - 以上 $events 个事件都在账本中，其内容未变，账本头由下列密钥签名。
    The $events events above stand unchanged in the ledger whose head is signed by the key below.
不能证明 Not proved:
  - 时间是档案机时钟的说法，不是外部时间戳。 Times are claims of the archive's own clock.
  - 该件另无其他事件。 That the record has no further events.
  - 密钥和检查点出自谁：请与从别处得到的对照。 Whose key it is: compare these with what you got elsewhere:
      公钥指纹 key (SHA-256)  $fingerprint
      检查点 checkpoint       $origin
                              $size
                              $root
  - 本脚本随文件夹而来；存疑时请照 说明.txt 自行核对。 This script came with the folder: in doubt, follow 说明.txt by hand.
END
