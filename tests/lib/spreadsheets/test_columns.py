"""Header rows as they stand in real lists, in six languages and in mixtures of them."""

import unicodedata
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutu.lib.spreadsheets.columns import Wanted, fold, known_names, recognise

NONCONFORMITY = [
    Wanted("number"),
    Wanted("raised_on", required=True),
    Wanted("what", required=True),
    *map(Wanted, ["part", "lot", "quantity", "found_by", "place", "cause", "correction", "action", "owner"]),
    *map(Wanted, ["due_on", "state", "closed_on", "customer", "claim_number", "order_number", "drawing_revision"]),
    Wanted("cost"),
]

# Each line: the headers as written, and under them the facts they are; "-" is a column nobody asked for.
LISTS = {
    "en, NCR log": (
        "NCR No.|Date Raised|Part No|Lot/Batch|Description of Nonconformity|Qty NG|Found By|Machine|Root Cause|"
        "Corrective Action|PIC|Due Date|Status",
        "number raised_on part lot what quantity found_by place cause action owner due_on state",
    ),
    "en, complaints": (
        "S/No|Complaint Date|Customer|Claim No.|PO No.|Part Number|Drawing Rev|Complaint Details|Qty claimed|"
        "Cost (USD)|D3 Containment|D4 Root cause|D5|Date Closed",
        "number raised_on customer claim_number order_number part drawing_revision what quantity cost correction "
        "cause action closed_on",
    ),
    "en, short": ("No|Date|Problem|Dept|Who|When|Status|Remarks", "number raised_on what place owner due_on state -"),
    "en, misspelt": (
        "NCR No|Date Fuond|Descripton|Quantitty|Responsable person|Root couse",
        "number raised_on what quantity owner cause",
    ),
    "vi, nhựa": (
        "STT|Ngày phát hiện|Mã hàng|Số lô|Mô tả lỗi|SL lỗi|Người phát hiện|Công đoạn|Nguyên nhân|"
        "Hành động khắc phục|Người phụ trách|Hạn hoàn thành|Tình trạng",
        "number raised_on part lot what quantity found_by place cause action owner due_on state",
    ),
    "vi, khiếu nại": (
        "Số phiếu|Ngày tiếp nhận|Khách hàng|Số khiếu nại|Số PO|Mã sản phẩm|Nội dung khiếu nại|Số lượng|"
        "Nguyên nhân gốc rễ|Khắc phục tạm thời|Đối sách|Ngày đóng|Thiệt hại|Ghi chú",
        "number raised_on customer claim_number order_number part what quantity cause correction action closed_on "
        "cost -",
    ),
    "vi, no accents": (
        "STT|Ngay|Ma hang|Noi dung loi|So luong|Bo phan|Nguyen nhan|Bien phap|Thoi han",
        "number raised_on part what quantity place cause action due_on",
    ),
    "vi, decomposed capitals": (
        "SỐ PHIẾU|NGÀY LẬP|LỖI|MÁY|TRẠNG THÁI",
        "number raised_on what place state",
    ),
    "th, NCR": (
        "ลำดับ|วันที่พบ|รหัสชิ้นงาน|ล็อต|ลักษณะของเสีย|จำนวนของเสีย|ผู้พบ|เครื่องจักร|สาเหตุ|การแก้ไขเบื้องต้น|"
        "มาตรการป้องกัน|ผู้รับผิดชอบ|กำหนดเสร็จ|สถานะ|วันที่ปิด",
        "number raised_on part lot what quantity found_by place cause correction action owner due_on state closed_on",
    ),
    "th, complaint": (
        "เลขที่|วันที่รับแจ้ง|ชื่อลูกค้า|เลขที่เคลม|สินค้า|รายละเอียดข้อร้องเรียน|จำนวน (ชิ้น)|มูลค่าความเสียหาย|หมายเหตุ",
        "number raised_on customer claim_number part what quantity cost -",
    ),
    "th and en": (
        "No.|วันที่ / Date|ปัญหา (Problem)|แผนก/Dept.|Action การแก้ไขและป้องกัน|PIC ผู้รับผิดชอบ",
        "number raised_on what place action owner",
    ),
    "id": (
        "No|Tanggal Temuan|Kode Barang|No. Lot|Uraian Ketidaksesuaian|Jumlah Cacat|Ditemukan Oleh|Lokasi|"
        "Akar Masalah|Koreksi|Tindakan Korektif|Penanggung Jawab|Batas Waktu|Status|Tgl Selesai",
        "number raised_on part lot what quantity found_by place cause correction action owner due_on state closed_on",
    ),
    "id, keluhan": (
        "No Urut|Tgl|Pelanggan|No. Keluhan|No PO|Isi Keluhan|Jml|Biaya|Keterangan",
        "number raised_on customer claim_number order_number what quantity cost -",
    ),
    "ms": (
        "Bil.|Tarikh|No. Bahagian|No. Kelompok|Butiran Ketakakuran|Kuantiti|Dikesan Oleh|Jabatan|Punca Sebenar|"
        "Tindakan Serta-merta|Tindakan Pembetulan|Pegawai Bertanggungjawab|Tarikh Akhir|Status|Tarikh Siap",
        "number raised_on part lot what quantity found_by place cause correction action owner due_on state closed_on",
    ),
    "ms, aduan": (
        "No. Rujukan|Tarikh Aduan|Nama Pelanggan|No. Aduan|Butiran Aduan|Kos|Catatan",
        "number raised_on customer claim_number what cost -",
    ),
    "zh": (
        "序号|日期|料号|批号|不良描述|不良数量|发现人|工序|原因分析|临时措施|纠正措施|责任人|完成期限|状态|结案日期|备注",
        "number raised_on part lot what quantity found_by place cause correction action owner due_on state closed_on -",
    ),
    "zh, 客诉": (
        "客诉编号|投诉日期|客户名称|订单号|产品型号|图纸版本|投诉内容|数量(PCS)|索赔金额|对策",
        "claim_number raised_on customer order_number part drawing_revision what quantity cost action",
    ),
    "zh and en": (
        "编号No.|日期Date|问题描述 Problem Description|数量 Qty|部门 Dept|负责人PIC",
        "number raised_on what quantity place owner",
    ),
    "vi and en on two lines": (
        "Số\nNo|Ngày\nDate|Hiện tượng lỗi\n(Defect)|Số lượng NG\n(Q'ty)|Đối sách\n(Countermeasure)",
        "number raised_on what quantity action",
    ),
    "groups over names": (
        "No|Ngày / Phát hiện|Mô tả lỗi|Số lượng / Số lượng kiểm|Số lượng / Lỗi|Corrective action / Description|"
        "Corrective action / Owner|Corrective action / Due",
        "number raised_on what - quantity action owner due_on",
    ),
    "en, forms with a number": (
        "NCR no. (QP-07 F-02)|Found on (dd/mm/yyyy)|Defect *|Q'ty (pcs)|Line / Station",
        "number raised_on what quantity place",
    ),
    "nothing of ours": ("Họ tên|Chức vụ|Lương", "- - -"),
}


@pytest.mark.parametrize("name", LISTS)
def test_the_columns_of_a_real_looking_list_are_recognised(name):
    headers, facts = LISTS[name]
    headers = headers.split("|")
    found = recognise(headers, NONCONFORMITY)
    read = ["-"] * len(headers)
    for fact, match in found.columns.items():
        read[match.column] = fact
        assert match.header == headers[match.column]
        assert 0.5 < match.confidence <= 1
    assert read == facts.split()
    assert [column for column, _ in found.unmapped] == [at for at, fact in enumerate(read) if fact == "-"]


def test_no_name_stands_under_two_facts():
    facts = defaultdict(set)
    for fact, names in known_names().items():
        for name in names:
            facts[name].add(fact)
    assert {name: found for name, found in facts.items() if len(found) > 1} == {}


def test_the_catalogue_is_wide_enough():
    assert len(known_names()) >= 25
    assert sum(map(len, known_names().values())) > 1100
    assert "" not in {name for names in known_names().values() for name in names}


def test_a_required_fact_without_a_column_is_named():
    assert recognise(["Lot", "Date"], NONCONFORMITY).missing == ("what",)
    assert recognise([], NONCONFORMITY).missing == ("raised_on", "what")


def test_two_columns_never_become_one_fact_and_the_surer_one_wins():
    found = recognise(["Date", "Date", "Cause", "Root cuase"], NONCONFORMITY)
    assert (found.columns["raised_on"].column, found.columns["cause"].column) == (0, 2)
    assert found.unmapped == ((1, "Date"), (3, "Root cuase"))


def test_the_callers_own_labels_come_before_the_catalogue():
    wanted = [Wanted("what", {"Ghi chú", "Remarks"}), Wanted("shift", {"Ca", "กะ"})]
    found = recognise(["Mô tả", "GHI CHÚ", "กะ"], wanted)
    assert {name: (match.column, match.how, match.confidence) for name, match in found.columns.items()} == {
        "what": (1, "label", 1.0),
        "shift": (2, "label", 1.0),
    }
    assert found.unmapped == ((0, "Mô tả"),)


def test_a_fact_may_have_another_name_than_in_the_catalogue():
    found = recognise(["วันที่พบ"], [Wanted("found_on", same_as="raised_on")])
    assert found.columns["found_on"].how == "synonym"


def test_a_header_that_is_another_known_fact_is_not_bent_to_fit():
    assert recognise(["Part name", "Quantity inspected"], [Wanted("part"), Wanted("quantity")]).columns == {}


def test_guesses_can_be_left_out():
    headers = ["Descripton", "Date"]
    assert set(recognise(headers, NONCONFORMITY).columns) == {"what", "raised_on"}
    assert set(recognise(headers, NONCONFORMITY, guess=False).columns) == {"raised_on"}


@given(st.lists(st.text(max_size=30) | st.integers() | st.none(), max_size=12))
def test_each_header_is_mapped_once_or_returned(headers):
    found = recognise(headers, NONCONFORMITY)
    used = [match.column for match in found.columns.values()] + [column for column, _ in found.unmapped]
    assert sorted(used) == [at for at, head in enumerate(headers) if head is not None and str(head).strip()]


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_does_not_see_case_or_composition(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường kính LỖ Ø8", "duong kinh lo o8"),
        ("QP-07 F-02 (Rev.C)", "qp 07 f 02 rev c"),
        ("ข้อร้องเรียน", "ข้อร้องเรียน"),
        ("น้ำ", "น้\u0e4dา"),
        ("ពាក្យបណ្តឹង", "ពាក្យបណ្តឹង"),
        ("ကိုက်ညီမှု", "ကိုက်ညီမှု"),
        ("精密-部件", "精密 部件"),
        ("Straße ﬁt", "strasse fit"),
        ("a\u200bb\u00adc", "abc"),
        ("ＡＢＣ１２３ ๒๕๖๙", "abc123 2569"),
        ("İstanbul", "istanbul"),
        ("한국", "한국"),
        ("", ""),
        ("—…!", ""),
    ],
)
def test_folding_keeps_what_makes_a_word(text, folded):
    assert fold(text) == folded
