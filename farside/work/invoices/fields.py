"""The fields that every invoice and receipt is read for, and the words that label them in the
languages that are known."""

from __future__ import annotations

from collections.abc import Mapping

from farside.work.tables.nouns import Column

DATE, SELLER, NUMBER, NET, TAX, GROSS, CATEGORY = range(7)
CATEGORIES = (
    "travel", "lodging", "meals", "fuel", "office", "software and services",
    "telephone and internet", "other",
)  # fmt: skip
COLUMNS = (
    Column("date", "date", "date of the invoice or receipt"),
    Column("seller", "text", "name of the company that sells"),
    Column("invoice number", "text", "number of the invoice or receipt"),
    Column("net", "money", "total without tax"),
    Column("tax", "money", "total tax"),
    Column("gross", "money", "total to pay, with tax"),
    Column("category", "choice", "kind of expense", CATEGORIES),
)

# Lower case; a longer label wins over a shorter one that it holds.
LABELS: Mapping[int, tuple[str, ...]] = {
    DATE: (
        "invoice date", "date of invoice", "issue date", "date issued", "tax date", "bill date",
        "receipt date", "transaction date", "invoice dt", "rechnungsdatum", "datum der rechnung",
        "factuurdatum", "date de facture", "date de la facture", "fecha de factura", "data fattura",
        "开票日期", "发票日期", "日期", "date", "datum", "fecha", "data",
    ),
    NUMBER: (
        "invoice number", "invoice no", "invoice nr", "invoice id", "invoice #", "inv no",
        "inv. no", "inv #", "invoice", "tax invoice no", "receipt no", "receipt number",
        "receipt #", "bill no", "bill number", "doc no", "document no", "rechnungsnummer",
        "rechnung nr", "rechnungs-nr", "factuurnummer", "factuur nr", "numéro de facture",
        "facture n°", "facture no", "número de factura", "numero fattura", "发票号码", "票据号码",
        "单号",
    ),
    NET: (
        "total excluding", "total excl", "total (excluding", "total (excl",
        "total sales (excluding", "total sales excluding",
        "amount excluding", "exclusief btw", "excl. btw", "excl btw", "zwischensumme",
        "nettobetrag", "summe netto", "netto", "total ht", "montant ht", "base imponible",
        "imponibile", "sub-total", "sub total", "subtotal", "subtotaal", "total net", "net total",
        "net amount", "total before tax", "taxable amount", "不含税金额", "合计金额", "小计",
        "金额",
    ),
    TAX: (
        "total vat", "vat amount", "total tax", "tax amount", "gst amount", "total gst",
        "sales tax", "service tax", "vat", "gst", "tax", "sst", "mwst", "mehrwertsteuer",
        "umsatzsteuer", "ust", "btw", "tva", "iva", "税额",
    ),
    GROSS: (
        "grand total", "total amount due", "amount due", "balance due", "total due",
        "total payable", "amount payable", "total to pay", "total amount", "total including",
        "total inclusive", "total incl", "total (including", "total (inclusive", "total (incl",
        "total sales (inclusive", "total sales inclusive", "total sales", "sales (inclusive",
        "sales inclusive", "nett total", "net total payable", "total rounded", "rounded total",
        "total after", "invoice total", "gesamtbetrag", "gesamtsumme", "rechnungsbetrag",
        "endbetrag", "zu zahlen", "brutto", "summe", "te betalen", "totaalbedrag", "totaal",
        "total ttc", "net à payer", "montant total", "importe total", "totale fattura", "totale",
        "价税合计", "应付金额", "应付", "总计", "合计", "总额", "total",
    ),
}  # fmt: skip
# A line with one of these words labels no total of the invoice.
NO_TOTAL = (
    "total qty", "total quantity", "total item", "total discount", "discount", "item(s)", "cash",
    "change", "tendered", "accepted", "received",
    "rounding", "points", "saving", "total no", "total weight", "prepaid", "previous",
)  # fmt: skip
# Lines that say what was handed over, and what of it came back.
PAID = (
    "cash",
    "paid",
    "tendered",
    "tender",
    "received",
    "accepted",
    "payment",
    "tunai",
    "gegeben",
    "实收",
    "现金",
)
BACK = ("change", "baki", "rückgeld", "wechselgeld", "zurück", "找零")
# Words that names of companies end or begin with.
COMPANY = (
    "sdn bhd", "sdn. bhd", "bhd", "s/b", "enterprise", "trading", "gmbh", "ag", "kg", "ltd",
    "limited", "inc", "llc", "plc",
    "corp", "b.v", "bv", "n.v", "s.a", "sarl", "s.r.l", "srl", "oy", "ab", "restoran", "restaurant",
    "hotel", "pasar mini", "supermarket", "有限公司", "公司", "酒店", "餐厅", "商店",
)  # fmt: skip
WORDS: Mapping[str, tuple[str, ...]] = {
    "lodging": ("hotel", "hostel", "lodging", "guest house", "inn ", "resort", "übernachtung",
                "酒店", "宾馆", "住宿"),
    "travel": (
        "airline", "airways", "flight", "taxi", "railway", "bahn", "train ticket", "uber",
        "grab ride", "parking", "parkir", "toll", "bus ticket", "机票", "火车", "出租车", "交通",
        "高铁",
    ),
    "meals": (
        "restaurant", "restoran", "cafe", "café", "coffee", "kopitiam", "bistro", "bakery", "pizza",
        "burger", "dining", "catering", "noodle", "roasted", "ice cream", "餐", "饮食",
    ),
    "fuel": ("petrol", "diesel", "fuel", "gasoline", "shell ", "petronas", "加油", "汽油"),
    "office": ("stationery", "stationary", "office supplies", "printer", "toner", "paper",
               "book ta", "文具", "办公"),
    "software and services": (
        "web services", "cloud", "hosting", "subscription", "software", "licence", "license",
        "domain", "saas", "软件",
    ),
    "telephone and internet": ("mobile", "telecom", "broadband", "internet access", "电信",
                               "移动通信", "话费"),
}  # fmt: skip
