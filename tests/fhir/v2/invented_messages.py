"""HL7 v2 messages about invented patients, for the tests of their reader."""

SIGNS = "|^~\\&"
PID = "PID|1||900417^^^INVENTED^MR||Invented^Patient||19500301|F"
PV1 = "PV1|1|E|ER^1^A^INVENTED"
OBR = "OBR|1|ORD1^HIS|FIL1^RIS|71250^CT chest^C4"
OBX = "OBX|1|CWE|94500-6^RNA^LN|1|260415000^Not detected^SCT||||||F"


def msh(kind: str = "ORU^R01", *, signs: str = SIGNS, version: str = "2.5.1", charset: str = "UNICODE UTF-8") -> str:
    """A header with other signs, another kind, version or character set."""
    sign = signs[0]
    name = kind.replace("^", signs[1])
    fields = [
        "MSH",
        signs[1:],
        "LAB",
        "INVENTED",
        "CDS",
        "INVENTED",
        "20200415103000+0900",
        "",
        name,
        "M1",
        "P",
        version,
    ]
    return sign.join([*fields, "", "", "", "", "", charset])


def message(*segments: str, end: str = "\r", header: str = "") -> bytes:
    """A message, in UTF-8: its header, then segments."""
    return (end.join([header or msh(), *segments]) + end).encode()


RESULT = message(PID, "ORC|RE|ORD1^HIS|FIL1^LAB", "OBR|1|ORD1^HIS|FIL1^LAB|94500-6^RNA^LN", OBX, "NTE|1|L|Invented")
ORDER = message(PID, PV1, "ORC|NW|ORD1^HIS", OBR, "DG1|1||U07.2^^I10", "ZDS|1.2.3^^Application", header=msh("ORM^O01"))
OMG = message(PID, PV1, "ORC|NW|ORD1^HIS", "TQ1|1||||||||S^^HL70485", OBR, header=msh("OMG^O19^OMG_O19"))
OMI = message(
    PID,
    "ORC|NW|ORD1^HIS",
    OBR,
    "IPC|A1|R1|1.2.3|S1|CT^^DCM",
    "ORC|XO|ORD2^HIS",
    OBR,
    "IPC|A2|R2|1.2.4|S2|CR^^DCM",
    header=msh("OMI^O23^OMI_O23"),
)
OML = message(PID, "ORC|NW|ORD3^HIS", "OBR|1|ORD3^HIS||94500-6^RNA^LN", "SPM|1|||NP", header=msh("OML^O21^OML_O21"))
CANCEL = message("ORC|CA|ORD1^HIS", header=msh("ORM^O01"))
ARRIVAL = message("EVN|A04|20200415", PID, PV1, header=msh("ADT^A04^ADT_A01", version="2.3"))
MERGE = message("EVN|A40|20200415", PID, "MRG|900418^^^INVENTED^MR", header=msh("ADT^A40^ADT_A39", version="2.7"))
KOREAN = (
    message(
        "PID|1||900417^^^INVENTED^MR||홍^길동^^^^^L^I~Hong^Gildong^^^^^L^A",
        OBX,
        "NTE|1|L|가상의 환자",
        header=msh(charset="KS X 1001"),
    )
    .decode()
    .encode("cp949")
)
ALL = (RESULT, ORDER, OMG, OMI, OML, CANCEL, ARRIVAL, MERGE, KOREAN)
"""Each is taken."""
