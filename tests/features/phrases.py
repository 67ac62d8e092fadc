"""The words of a scenario that are no guideline's own, in English and in Korean; all other words come from rules/."""

from collections.abc import Mapping

from engine.facts import Words

COLON = ": "
COMMA = ", "

NOT_KNOWN = Words("not known", "모름")
ONE_OF = Words("one of {}", "{} 중 하나")
NOTHING = Words("nothing", "없음")

IS = Words("{fact}: {values}", "{fact}: {values}")
IS_NOT = Words("{fact}: not {values}", "{fact}: {values} 아님")
OR = Words(" or ", " 또는 ")
ROW = Words("{id} row {row}", "{id} {row}행")
OVERRULED = Words("{id} by {by}", "{id} ({by} 우선)")
CHANGE_TO = Words("{fact}: {value} → {strength}", "{fact}: {value} → {strength}")

PATIENT: Mapping[str, Words] = {
    "age_years": Words("age in years", "만 나이"),
    "pregnant": Words("pregnant", "임신 중"),
    "recent_ct": Words("recent CT", "최근 CT 시행"),
}
"""What is said of a patient besides facts and measurements."""

REQUEST: Mapping[str, Words] = {
    "subject": Words("local patient id", "환자 식별 번호"),
    "episode": Words("episode", "진료 건"),
    "as_of": Words("asked as of", "기준 시각"),
}
"""What is said of the request itself."""

CERTAIN: Mapping[str, Words] = {
    "yes": Words("yes", "예"),
    "no": Words("no", "아니요"),
    "not-known": NOT_KNOWN,
}

WISHES: Mapping[tuple[str, bool], Words] = {
    ("presume", False): Words("nothing is presumed", "아무것도 추정하지 않음"),
    ("explain", True): Words("it is asked what would change the answer", "답이 달라지는 조건도 물음"),
}
"""What a request may wish, by the key and the value that it has there."""

UNITS: Mapping[str, Words] = {
    "Cel": Words("°C", "°C"),
    "[degF]": Words("°F", "°F"),
    "%": Words("%", "%"),
    "/min": Words("breaths/min", "회/분"),
}
"""UCUM units as they are written by hand."""

ASKED = Words("the guideline is asked", "지침에 물으면")
ORDERED = Words("{} is ordered", "{} 처방이 있으면")
SENT = Words("this is sent", "다음을 보내면")

ACTS: Mapping[str, Words] = {
    "ask-again": Words("the same is asked again", "같은 것을 다시 물으면"),
    "ask-under-key": Words("the guideline is asked under an idempotency key", "멱등 키를 붙여 지침에 물으면"),
    "ask-other-under-key": Words("something else is asked under that key", "그 키를 붙여 다른 것을 물으면"),
    "ask-unrecorded": Words("the guideline is asked without a record", "기록 없이 지침에 물으면"),
    "ask-unready": Words("the guideline is asked while the log cannot append", "기록을 남길 수 없을 때 지침에 물으면"),
    "change-a-byte": Words("one byte of the record is changed", "기록의 한 바이트가 바뀌면"),
}

ADVICE: Mapping[str, Words] = {
    "recommendations": Words("because of statement", "근거 권고"),
    "because": Words("met by", "해당 행"),
    "possible": Words("possibly because of statement", "근거일 수 있는 권고"),
    "defeated": Words("overruled", "우선순위에서 밀린 권고"),
    "caution": Words("caution", "주의"),
    "possible-caution": Words("possible caution", "주의 가능"),
    "ask": Words("asked", "확인할 사항"),
    "presumed": Words("presumed", "추정"),
    "presumably": Words("presumably", "잠정 답변"),
    "interpretations": Words("by interpretation", "해석"),
    "would-change": Words("would change with", "답이 달라지는 조건"),
    "says": Words("the words say", "문구"),
    "never-says": Words("the words never say", "문구에 없는 말"),
}
"""What is expected of the examination named last: a head, then ": " and what is expected."""

ANSWER: Mapping[str, Words] = {
    "concordance": Words("the order", "처방"),
    "notes": Words("note", "참고"),
    "understood": Words("understood", "파악한 내용"),
    "records": Words("records made", "남은 기록 수"),
    "refused": Words("refused", "거부"),
    "allowed": Words("allowed", "허용 값"),
    "never-told": Words("never told", "응답에 없는 말"),
}
"""What is expected of the whole answer: a head, then ": " and what is expected."""

CONCORDANCE: Mapping[str, Words] = {
    "concordant": Words("agrees with the guideline", "지침과 일치"),
    "concordant-if-weighed": Words("agrees if risks and benefits were weighed", "위험과 이득을 고려했다면 지침과 일치"),
    "discordant": Words("does not agree with the guideline", "지침과 일치하지 않음"),
    "no-criteria": Words("has no criteria in the guideline", "지침에 기준 없음"),
    "out-of-scope": Words("is outside the guideline's scope", "지침의 적용 범위 밖"),
    "undetermined": Words("cannot be judged yet", "아직 판단할 수 없음"),
}

CHECKS: Mapping[str, Words] = {
    "on-record": Words("the answer is on record", "답변이 기록되어 있다"),
    "not-on-record": Words("the answer says that it is not on record", "답변에 기록되지 않았다고 표시된다"),
    "read-back": Words("read back, it is the same", "다시 읽어도 같다"),
    "replayed": Words("decided again from its record, it is the same", "기록으로 다시 판단해도 같다"),
    "log-holds": Words("the log holds", "기록에 이상이 없다"),
    "log-names-it": Words("verifying the log names the record", "기록을 검증하면 그 기록이 지목된다"),
    "same-answer": Words("both answers are one and the same", "두 답변은 같은 하나의 답변이다"),
    "same-advice": Words("both answers give the same advice", "두 답변의 내용이 같다"),
    "supersedes": Words("the later record supersedes the earlier one", "나중 기록이 앞선 기록을 대체한다"),
    "supersedes-none": Words("the later record supersedes no other", "나중 기록은 다른 기록을 대체하지 않는다"),
    "nobody-named": Words("the log nowhere holds the local patient id", "환자 식별 번호가 기록 어디에도 없다"),
    "no-answer": Words("no answer is given", "답변하지 않는다"),
    "key-refused": Words("the key is refused for another request", "다른 요청에 쓴 키라서 거부된다"),
}
