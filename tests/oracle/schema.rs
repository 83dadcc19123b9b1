//! The oracle's own copy of what `catalog.toml` says, so that nothing of the program is in the loop.

/// What may stand in a field.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Ty {
    Text,
    Enum(&'static [&'static str]),
    Number,
    Share,
    Money,
    Mass,
    /// A quantity of any unit.
    Any,
    Date,
    Period,
    YesNo,
    Ref(&'static [&'static str]),
    Level,
}

pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) ty: Ty,
    pub(crate) signed: bool,
    /// A `yes/no` that is `no` where nothing is said.
    pub(crate) default: bool,
    pub(crate) only_if: Option<(&'static str, &'static str)>,
    /// A total that covers parts: those whose `part_of` leads here.
    pub(crate) whole: bool,
}

pub(crate) struct Link {
    pub(crate) name: &'static str,
    pub(crate) one: &'static str,
    /// The kind of the passing records, and the field of theirs that leads here.
    pub(crate) via: &'static str,
    pub(crate) back: &'static str,
    /// Only records whose field is one of these; none listed: all records.
    pub(crate) only: (&'static str, &'static [&'static str]),
    pub(crate) to: Option<&'static str>,
    /// The kinds of what is reached.
    pub(crate) reached: &'static [&'static str],
}

pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) record: bool,
    pub(crate) fields: &'static [Field],
    pub(crate) links: &'static [Link],
    /// The field its levels follow from; `id`: it is a place itself.
    pub(crate) levels: Option<&'static str>,
}

pub(crate) struct Unit {
    pub(crate) name: &'static str,
    pub(crate) spellings: &'static [&'static str],
    pub(crate) dimension: &'static str,
    pub(crate) factor: i128,
    pub(crate) signed: bool,
}

pub(crate) const ANY: &[&str] = &["place", "firm", "person", "deal", "source"];
pub(crate) const LEVELS: [&str; 3] = ["city", "province", "country"];
pub(crate) const NUMBER: usize = 5;
pub(crate) const SHARE: usize = 6;

pub(crate) static UNITS: [Unit; 7] = [
    unit("CNY", &["CNY", "yuan", "元"], "money", 100, false),
    unit("USD", &["USD", "dollars"], "money", 100, false),
    unit("t", &["t", "tonnes"], "mass", 1000, false),
    unit("kg", &["kg", "kilograms"], "mass", 1, false),
    unit("crate", &["crate", "crates"], "crate", 1, false),
    unit("number", &[""], "number", 1, false),
    unit("%", &["%"], "share", 1000, true),
];

/// Amounts in units of one scale compare: each currency is one of its own, other units share one with all of their dimension.
pub(crate) fn scale(unit: usize) -> &'static str {
    let Unit { name, dimension, .. } = UNITS[unit];
    let first = UNITS.iter().find(|other| other.dimension == dimension).unwrap();
    if dimension == "money" { name } else { first.name }
}

const fn unit(
    name: &'static str,
    spellings: &'static [&'static str],
    dimension: &'static str,
    factor: i128,
    signed: bool,
) -> Unit {
    Unit { name, spellings, dimension, factor, signed }
}

const fn field(name: &'static str, ty: Ty) -> Field {
    Field { name, ty, signed: false, default: false, only_if: None, whole: false }
}

const fn link(
    (name, one): (&'static str, &'static str),
    (via, back): (&'static str, &'static str),
    roles: &'static [&'static str],
    to: Option<&'static str>,
    reached: &'static [&'static str],
) -> Link {
    Link { name, one, via, back, only: ("role", roles), to, reached }
}

const WHO: &[&str] = &["firm", "person", "place"];
const STAKES: Link = link(("stakes", "stake"), ("stake", "who"), &[], None, &["stake"]);
const METRICS: Link = link(("metrics", "metric"), ("metric", "subject"), &[], None, &["metric"]);
const HEADINGS: Link = link(("headings", "heading"), ("deal", "topic"), &[], None, &["deal"]);
const HOLDINGS: Link = link(("holdings", "holding"), ("deal", "owner"), &[], None, &["deal"]);
const VENTURES: Link =
    link(("ventures", "venture"), ("stake", "who"), &[], Some("what"), &["deal"]);

/// The links of all things, `things` among them; records have the last two.
const NAMES: Link = link(("names", "name"), ("name", "of"), &[], None, &["name"]);
const CLAIMS: Link = link(("claims", "claim"), ("claim", "thing"), &[], None, &["claim"]);
const MADE: Link = Link { back: "source", ..CLAIMS };
const SOURCES: Link = Link {
    only: ("basis", &["stated", "inferred"]),
    ..link(("sources", "source"), ("claim", "thing"), &[], Some("source"), &["source"])
};

pub(crate) static KINDS: [Kind; 11] = [
    Kind {
        name: "place",
        record: false,
        levels: Some("id"),
        fields: &[
            field(
                "type",
                Ty::Enum(&[
                    "world",
                    "country",
                    "province",
                    "municipality",
                    "city",
                    "county",
                    "zone",
                    "lake",
                ]),
            ),
            field("code", Ty::Text),
        ],
        links: &[
            link(("firms", "firm"), ("firm", "place"), &[], None, &["firm"]),
            link(("deals", "deal"), ("deal", "place"), &[], None, &["deal"]),
            link(
                ("containers", "container"),
                ("containment", "place"),
                &[],
                None,
                &["containment"],
            ),
            link(
                ("contents", "content"),
                ("containment", "container"),
                &[],
                None,
                &["containment"],
            ),
            STAKES,
            METRICS,
            HEADINGS,
            NAMES,
            CLAIMS,
            SOURCES,
        ],
    },
    Kind {
        name: "firm",
        record: false,
        levels: Some("place"),
        fields: &[
            field("grade", Ty::Enum(&["low", "middle", "high"])),
            field("staff", Ty::Number),
            field("founded", Ty::Date),
            field("listed", Ty::YesNo),
            field("motto", Ty::Text),
            field("place", Ty::Ref(&["place"])),
            field("part_of", Ty::Ref(&["firm"])),
        ],
        links: &[
            VENTURES,
            link(("parts", "part"), ("firm", "part_of"), &[], None, &["firm"]),
            link(("employees", "employee"), ("person", "employer"), &[], None, &["person"]),
            STAKES,
            METRICS,
            HEADINGS,
            HOLDINGS,
            NAMES,
            CLAIMS,
            SOURCES,
        ],
    },
    Kind {
        name: "person",
        record: false,
        levels: None,
        fields: &[
            field("grade", Ty::Enum(&["middle", "high", "top"])),
            field("motto", Ty::Text),
            field("age", Ty::Number),
            field("employer", Ty::Ref(&["firm"])),
        ],
        links: &[VENTURES, STAKES, METRICS, HEADINGS, HOLDINGS, NAMES, CLAIMS, SOURCES],
    },
    Kind {
        name: "deal",
        record: false,
        levels: Some("place"),
        fields: &[
            Field { default: true, ..field("batch", Ty::YesNo) },
            Field { only_if: Some(("batch", "yes")), ..field("size", Ty::Number) },
            field("status", Ty::Enum(&["planned", "signed", "done"])),
            Field { only_if: Some(("status", "done")), ..field("finish", Ty::Date) },
            Field { whole: true, ..field("cost", Ty::Money) },
            field("fee", Ty::Money),
            field("ratio", Ty::Share),
            field("mass", Ty::Mass),
            field("scope", Ty::Any),
            Field { signed: true, ..field("growth", Ty::Any) },
            field("day", Ty::Date),
            field("term", Ty::Period),
            field("memo", Ty::Text),
            field("place", Ty::Ref(&["place"])),
            field("owner", Ty::Ref(&["firm", "person"])),
            field("topic", Ty::Ref(ANY)),
            field("part_of", Ty::Ref(&["deal"])),
        ],
        links: &[
            link(("partners", "partner"), ("stake", "what"), &[], Some("who"), WHO),
            link(("investors", "investor"), ("stake", "what"), &["investor"], Some("who"), WHO),
            link(
                ("runners", "runner"),
                ("stake", "what"),
                &["operator", "adviser"],
                Some("who"),
                WHO,
            ),
            link(("parts", "part"), ("deal", "part_of"), &[], None, &["deal"]),
            link(("stakes", "stake"), ("stake", "what"), &[], None, &["stake"]),
            METRICS,
            HEADINGS,
            NAMES,
            CLAIMS,
            SOURCES,
        ],
    },
    Kind {
        name: "source",
        record: false,
        levels: None,
        fields: &[
            field("publisher", Ty::Text),
            field("published", Ty::Date),
            field("paragraphs", Ty::Number),
        ],
        links: &[METRICS, HEADINGS, NAMES, MADE, SOURCES],
    },
    // What is said of things of any kind; a thing is of another of these kinds. Its claims are not asked
    // here: those of a source are those made from it.
    Kind { name: "thing", record: false, levels: None, fields: &[], links: &[NAMES, SOURCES] },
    Kind {
        name: "stake",
        record: true,
        levels: None,
        fields: &[
            field("tag", Ty::Text),
            field("what", Ty::Ref(&["deal"])),
            field("who", Ty::Ref(WHO)),
            field("role", Ty::Enum(&["investor", "operator", "adviser"])),
            field("amount", Ty::Money),
            field("start", Ty::Date),
        ],
        links: &[CLAIMS, SOURCES],
    },
    Kind {
        name: "metric",
        record: true,
        levels: None,
        fields: &[
            field("tag", Ty::Text),
            field("subject", Ty::Ref(ANY)),
            field("measure", Ty::Enum(&["output", "change", "visitors"])),
            Field { signed: true, ..field("value", Ty::Any) },
            field("span", Ty::Period),
        ],
        links: &[CLAIMS, SOURCES],
    },
    Kind {
        name: "containment",
        record: true,
        levels: None,
        fields: &[
            field("tag", Ty::Text),
            field("place", Ty::Ref(&["place"])),
            field("container", Ty::Ref(&["place"])),
            field("way", Ty::Enum(&["admin", "functional", "straddles", "overlaps"])),
        ],
        links: &[CLAIMS, SOURCES],
    },
    // What these two are about, their `of` and `thing`, is not asked: the link says it.
    Kind {
        name: "name",
        record: true,
        levels: None,
        fields: &[
            field("text", Ty::Text),
            field("form", Ty::Enum(&["label", "alias", "mistranslation"])),
            field("only_in", Ty::Ref(&["source"])),
        ],
        links: &[],
    },
    Kind {
        name: "claim",
        record: true,
        levels: None,
        fields: &[
            field("field", Ty::Text),
            field("whole", Ty::YesNo),
            field("source", Ty::Ref(&["source"])),
            field("paragraph", Ty::Number),
            field("basis", Ty::Enum(&["stated", "inferred", "external"])),
            field("confidence", Ty::Enum(&["high", "medium", "low"])),
            field("phrase", Ty::Text),
            field("note", Ty::Text),
            field("says", Ty::Text),
            field("value", Ty::Text),
        ],
        links: &[],
    },
];

pub(crate) fn kind(name: &str) -> &'static Kind {
    KINDS.iter().find(|k| k.name == name).unwrap()
}

impl Kind {
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        kind(self.name).fields.iter().find(|f| f.name == name)
    }

    pub(crate) fn link(&self, name: &str) -> Option<&'static Link> {
        kind(self.name).links.iter().find(|l| l.name == name || l.one == name)
    }

    pub(crate) fn has_level(&self, name: &str) -> bool {
        self.levels.is_some() && LEVELS.contains(&name)
    }
}
