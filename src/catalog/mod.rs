//! The catalog: which kinds of facts there are, with their fields, links and units.
//!
//! A catalog is data (`schema/catalog.toml`, or the copy a file carries). It is read and checked once ([`Catalog::read`]);
//! after that every name in it is a valid identifier and every reference inside it leads somewhere, so nothing else checks again.
//! The engine's own kinds (`schema/core.toml`) are described in the same words and are part of every catalog.
//!
//! Not here: how kinds are stored (`columns`, used by `store` and `query::sql`), and the meaning of values (`value`).

mod atlas;
mod check;
pub mod columns;
mod field_type;
pub mod graph;
pub mod label;
mod nested;
mod raw;
mod read;
mod reserved;
mod reverse;
pub(crate) mod vocabulary;

pub use field_type::{Choice, Level, Targets, Type};
pub use raw::{ConflictRule, CountryLevel, Sort, TourStep};
pub(crate) use read::BUILT_IN;
pub use read::CatalogError;
pub(crate) use reserved::{CORE_SQL, is_word};

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::OnceLock;

use crate::value::Units;

/// Fields and links that every thing has, whatever its kind (docs/semantics.md#fields-and-paths).
pub const UNIVERSAL: [&str; 6] = ["id", "name", "names", "claims", "sources", "kind"];

/// The engine's own kind of documents.
pub const SOURCE: &str = "source";

/// The word by which digests and tables say that a thing differs from others of its name; claims keep it like a field.
pub const DISTINCT: &str = "distinct";

/// The entry in `field` of a claim that judges its thing and another to be the same; no field can have this name.
pub const SAME_AS: &str = "same as";

/// The entry in `field` of a claim that judges its thing and another to be distinct.
pub const DISTINCT_FROM: &str = "distinct from";

/// A catalog, read and checked.
#[derive(Debug)]
pub struct Catalog {
    /// The version its makers gave it.
    pub version: i64,
    /// The subject of the base, in a few words.
    pub title: String,
    /// The same in a sentence or two.
    pub about: String,
    /// The terms on which its facts may be passed on.
    pub license: String,
    /// A query to begin with.
    pub example: String,
    /// A way around, step by step.
    pub tour: Vec<TourStep>,
    /// All kinds: the catalog's own in its order, then the engine's.
    pub kinds: Vec<Kind>,
    /// All units of amounts.
    pub units: Units,
    /// How places lie in places, if the catalog has places.
    pub containment: Option<Containment>,
    /// Other words that people use for a name of this catalog. The language does not know them; messages do.
    /// Those of the program's own catalog are read when they are first asked for.
    also: OnceLock<Vec<(String, Vec<String>)>>,
    /// The text it was read from (without the engine's part), kept so that a file can carry it.
    pub text: Cow<'static, str>,
}

/// One kind of fact.
#[derive(Debug)]
pub struct Kind {
    /// Its name for one: `project`. Also the name of its table.
    pub name: String,
    /// Its name for many: `projects`. Also the name of its view.
    pub plural: String,
    /// Which sort it is.
    pub sort: Sort,
    /// Whether it is one of the engine's own kinds.
    pub core: bool,
    /// A sentence about it.
    pub about: String,
    /// The pattern of a record's name: `{who}, {role} of {what}`.
    pub label: Option<String>,
    /// The columns of a bare query.
    pub columns: Vec<String>,
    /// Its fields in the catalog's order, levels last.
    pub fields: Vec<Field>,
    /// Kinds to which the same ref leads share a link.
    links: Vec<Rc<Link>>,
    /// Fields that are indexed together, beyond the refs, which always are.
    pub index: Vec<String>,
    /// Which records of the kind contradict each other.
    pub conflict: Option<ConflictRule>,
    /// Fields that are an open point as long as they are unknown.
    pub expect: Vec<String>,
}

/// One one-valued field of a kind.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The type of its values.
    pub ty: Type,
    /// A sentence about it.
    pub about: String,
    /// The value if no other is given.
    pub default: Option<String>,
    /// The field exists only where another has this value: `size` only of batches.
    pub only_if: Option<(String, String)>,
    /// The text is a list of words, with `, ` between them.
    pub list: bool,
    /// The text follows from others, by a rule of the engine's own; nothing is stored.
    pub computed: bool,
    /// Amounts may be negative.
    pub signed: bool,
    /// The ref leads from a part to its whole, so that nothing may come back to itself by it.
    pub tree: bool,
    /// The ref that leads from a part to its whole, for an amount whose whole covers its parts.
    pub whole: Option<String>,
    /// The link whose members a number counts; fewer of them than it says are an open point.
    pub counts: Option<String>,
    /// Fields that make these amounts incomparable; totals that mix their values get a note.
    pub apart: Vec<String>,
}

/// A to-many connection, through records or back along a ref.
#[derive(Debug, Clone)]
pub struct Link {
    /// Its name for many: `investors`.
    pub name: String,
    /// Its name for one: `investor`.
    pub one: String,
    /// A sentence about it.
    pub about: String,
    /// The kind of the passing records …
    pub via: String,
    /// … and those of their fields that lead here. Several only for a reverse link two fields share.
    pub back: Vec<String>,
    /// Only passing records with one of these values in this field.
    pub only: Option<(String, Vec<String>)>,
    /// The field of the passing record that leads on; `None` means that the link reaches the record itself.
    pub to: Option<String>,
}

/// The records that say which place is inside which, and the levels of places.
#[derive(Debug)]
pub struct Containment {
    /// The record kind: `containment`.
    pub kind: String,
    /// Its field for the place inside.
    pub part: String,
    /// Its field for the place around it.
    pub whole: String,
    /// The kind of places.
    pub places: String,
    /// The field of the record, and its values that mean: certainly inside.
    pub certain: (String, Vec<String>),
    /// The field of the record, and its values that mean: partly inside.
    pub possible: (String, Vec<String>),
    /// The field of the place that holds its level.
    pub by: String,
    /// Level name → values of that field that are of this level.
    pub levels: Vec<(String, Vec<String>)>,
    /// Words for a level after a name → values of that field that places called so have.
    pub suffixes: Vec<(String, Vec<String>)>,
    /// How a country is recorded, if the catalog uses the atlas.
    pub country: Option<CountryLevel>,
    /// The fields of a place whose codes mean it.
    pub codes: Vec<String>,
}

impl Containment {
    /// Lists the names that are left of a folded name without the word for a level at its end, with the values of the level
    /// field that fit the word.
    pub fn without_suffix<'a>(
        &'a self,
        key: &'a str,
        fold: &'a dyn Fn(&str) -> String,
    ) -> impl Iterator<Item = (&'a str, &'a [String])> {
        self.suffixes.iter().filter_map(move |(suffix, values)| {
            let name = key.strip_suffix(&fold(suffix))?;
            // Where words have blanks between them, a word is left out whole.
            let whole = !suffix.is_ascii() || name.ends_with(' ');
            let name = name.trim_end();
            (whole && !name.is_empty()).then_some((name, values.as_slice()))
        })
    }
}

impl Catalog {
    /// Lists other words that people use for a name of this catalog.
    pub fn other_words(&self) -> &[(String, Vec<String>)] {
        self.also.get_or_init(read::own_other_words)
    }

    /// Returns the kind of an exact singular name.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.iter().find(|k| k.name == name)
    }

    /// Finds a kind by its singular or plural name, in any case.
    pub fn find_kind(&self, typed: &str) -> Option<&Kind> {
        let typed = typed.to_lowercase();
        self.kinds.iter().find(|k| k.plural == typed || k.name == typed)
    }

    /// Lists the names of fields whose amounts may be given in another unit too, each once.
    pub fn fields_with_equivalents(&self) -> BTreeSet<&str> {
        let fields = self.kinds.iter().flat_map(|kind| &kind.fields);
        fields.filter(|field| field.ty.has_equivalents()).map(|field| field.name.as_str()).collect()
    }

    /// Lists the kinds a ref can lead to.
    pub fn target_kinds<'c>(&'c self, targets: &'c Targets) -> impl Iterator<Item = &'c Kind> {
        targets.kinds.iter().filter_map(|name| self.kind(name))
    }

    /// Lists the kinds whose members are entered: things and records.
    pub fn entered_kinds(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.iter().filter(|kind| kind.is_entered())
    }

    /// Returns the kind of all things.
    pub fn kind_of_things(&self) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.sort == Sort::Union)
    }

    /// Returns the kind of places.
    pub fn kind_of_places(&self) -> Option<&Kind> {
        self.kind(&self.containment.as_ref()?.places)
    }

    /// Checks whether a ref leads to places only, so that `within` makes sense.
    pub fn are_places(&self, targets: &Targets) -> bool {
        let is_places = |c: &Containment| targets.kinds == [c.places.as_str()];
        !targets.any && self.containment.as_ref().is_some_and(is_places)
    }

    /// Checks whether values of a type are places.
    pub fn leads_to_places(&self, ty: &Type) -> bool {
        ty.targets().is_some_and(|targets| self.are_places(targets))
    }

    /// Checks whether things of this kind are places.
    pub fn is_places(&self, kind: &Kind) -> bool {
        self.containment.as_ref().is_some_and(|c| c.places == kind.name)
    }

    /// Checks whether a field of a kind holds codes of places.
    pub fn is_code(&self, kind: &Kind, field: &Field) -> bool {
        self.containment.as_ref().filter(|c| c.places == kind.name).is_some_and(|c| {
            let country = c.country.iter().map(|country| &country.code);
            c.codes.iter().chain(country).any(|code| *code == field.name)
        })
    }

    /// Returns the containment, the level of countries, and the values of the level field for countries; `None` without the
    /// atlas.
    pub fn countries(&self) -> Option<(&Containment, &CountryLevel, &[String])> {
        let containment = self.containment.as_ref()?;
        let countries = containment.country.as_ref()?;
        Some((containment, countries, self.level_values(&countries.level)))
    }

    /// Lists the values of the level field that belong to a level: `city` → city, municipality.
    pub fn level_values(&self, name: &str) -> &[String] {
        let levels = self.containment.as_ref().map(|c| c.levels.as_slice()).unwrap_or_default();
        levels
            .iter()
            .find(|(level, _)| level == name)
            .map(|(_, values)| values.as_slice())
            .unwrap_or_default()
    }
}

impl Kind {
    /// Returns the field of an exact name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// Returns the link of a name, singular or plural.
    pub fn link(&self, name: &str) -> Option<&Link> {
        self.links().find(|link| link.name == name || link.one == name)
    }

    /// Lists its links in the catalog's order, those that are the reverse of a ref last.
    pub fn links(&self) -> impl Iterator<Item = &Link> + Clone {
        self.links.iter().map(|link| &**link)
    }

    /// Lists the fields that fit, by name.
    pub fn names_of(&self, fits: &dyn Fn(&Field) -> bool) -> Vec<String> {
        self.fields.iter().filter(|field| fits(field)).map(|field| field.name.clone()).collect()
    }

    /// Lists the stored fields: all but levels and those that are computed.
    pub fn stored_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|f| !f.ty.is_level() && !f.computed)
    }

    /// Checks whether its members are entered: things and records are.
    pub fn is_entered(&self) -> bool {
        matches!(self.sort, Sort::Thing | Sort::Record)
    }

    /// Checks whether its members are entries of `thing`: they have a name and can be claimed.
    pub fn has_names(&self) -> bool {
        matches!(self.sort, Sort::Thing | Sort::Record | Sort::Union)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Catalog::read(text).unwrap_err().to_string()
    }

    const MUSEUM: &str = "[kind.painter]\nplural = \"painters\"\nabout = \"Who paints.\"\n";

    #[test]
    fn the_built_in_catalog_is_sound() {
        let catalog = Catalog::built_in().unwrap();
        check::check_catalog(&catalog).unwrap();
        // Another text than the program's own is read from TOML.
        let from_toml = Catalog::read(&format!("{BUILT_IN}\n")).unwrap();
        let parts =
            |of: &Catalog| format!("{:?}", (&of.kinds, &of.units, of.other_words(), &of.tour));
        assert_eq!(parts(&catalog), parts(&from_toml));
        let project = catalog.find_kind("Projects").unwrap();
        assert_eq!(project.columns, ["name", "city", "status", "investment"]);
        assert!(project.link("investor").is_some_and(|l| l.to.as_deref() == Some("who")));
        assert!(matches!(project.field("city").unwrap().ty, Type::Level(_)));
        let organization = catalog.kind("organization").unwrap();
        assert_eq!(organization.link("participations").unwrap().back, ["what", "who"]);
        assert_eq!(catalog.level_values("province"), ["province", "municipality"]);
    }

    #[test]
    fn what_a_catalog_may_not_say() {
        assert!(Catalog::read(MUSEUM).is_ok());
        let field = |text: &str| refused(&format!("{MUSEUM}[kind.painter.field.{text}"));
        assert_eq!(
            field("where]\ntype=\"text\""),
            "kind.painter.field.where: `where` is a word of the language"
        );
        assert_eq!(
            field("name]\ntype=\"text\""),
            "kind.painter.field.name: `name` already means something here"
        );
        assert_eq!(
            field("born]\ntype=\"day\""),
            "kind.painter.field.born: there is no field type `day`"
        );
        assert_eq!(
            field("of]\ntype=\"ref\"\nto=\"school\""),
            "kind.painter.field.of: there is no kind `school`"
        );
        assert!(field("\"a b\"]\ntype=\"text\"").contains("must be a small letter"));
        assert!(
            field("paid]\ntype=\"money\"\n[kind.painter.field.paid_at]\ntype=\"text\"")
                .contains("a column `paid_at`")
        );
        assert!(
            refused("[kind.claim]\nplural=\"claims\"\nabout=\"\"")
                .contains("already a name of the kind `claim`")
        );
        assert!(
            refused("[kind.meta]\nplural=\"metas\"\nabout=\"\"").contains("a table every base has")
        );
        assert_eq!(
            refused("[kind.rival]\nplural=\"rivals\"\nabout=\"\""),
            "kind.rival: `rival` is a table every base has"
        );
        assert!(refused("[kind.a]\nplural=\"pairs\"\nabout=\"\"").contains("step in the stat"));
        assert!(
            refused("[kind.a]\nplural=\"bs\"\nabout=\"\"\n[kind.c]\nplural=\"a\"\nabout=\"\"")
                .starts_with("kind.c: `a` is already a name of the kind `a`")
        );
        assert!(
            field("a_b]\ntype=\"text\"\n[kind.painter.field.a__b]\ntype=\"text\"")
                .contains("`a__b` already means something here")
        );
        for (kind, to) in [("claim", "\"claim\""), ("none", "[]")] {
            assert!(field(&format!("x]\ntype=\"ref\"\nto={to}")).contains("to"), "{kind}");
        }
        assert!(
            refused("[kind.sheep]\nplural=\"sheep\"\nabout=\"\"").contains("both called `sheep`")
        );
        assert_eq!(
            refused(&format!("{MUSEUM}expect = [\"born\"]\n")),
            "kind.painter.expect: there is no stored field `born`"
        );
        assert_eq!(
            field("size]\ntype=\"number\"\ncounts=\"parts\""),
            "kind.painter.field.size: `counts` must name a link of `painter`, for a number"
        );
        assert_eq!(
            refused(&format!("{MUSEUM}[also]\nsculptor = [\"carver\"]")),
            "also.sculptor: no kind, field, link or value is called `sculptor`"
        );
        assert!(Catalog::read(&format!("{MUSEUM}[also]\npainter = [\"artist\"]")).is_ok());
        for (of, by) in [("number", "height"), ("number", "size"), ("text", "born")] {
            let fields = format!(
                "size]\ntype=\"{of}\"\napart=[\"{by}\"]\n[kind.painter.field.born]\ntype=\"date\""
            );
            assert!(
                field(&fields).contains(&format!("`apart` names `{by}`; it must")),
                "{of} {by}"
            );
        }
        assert!(
            refused("[unit.x]\ndimension=\"x\"\nahead=true").contains("the first of its `symbols`")
        );
        for factor in ["0", "-10", "60"] {
            let unit = refused(&format!("[unit.x]\ndimension=\"x\"\nfactor={factor}"));
            assert!(unit.contains("its factor must be 1, 10, 100"), "{factor}: {unit}");
        }
        assert!(refused("nonsense = 1").starts_with("line 1"));
    }
}
