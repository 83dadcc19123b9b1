//! Pairs of things that may be the same.

use brief::store::Base;
use brief::store::digest::Input;

const CATALOG: &str = include_str!("../../schema/catalog.toml");

/// The pairs among things of these kinds and names, each with its reasons.
fn pairs(things: &[(&str, &str, &str)]) -> Vec<String> {
    let entries = things.iter().enumerate().map(|(n, (kind, name, more))| {
        format!("[[{kind}]]\nid = \"t{n}\"\nname = \"{name}\"\n{more}\ncite = \"made up\"\n")
    });
    let text = entries.collect::<Vec<_>>().concat();
    let (base, _) = Base::in_memory(CATALOG, &[Input::new("things.toml", text)]).unwrap();
    let pairs = base.find_alike_pairs(None).unwrap();
    let line = |pair: &brief::store::alike::AlikePair| {
        let [keep, drop] = pair.things.each_ref().map(|thing| thing.name.as_str());
        let differs = if pair.differs.is_empty() { "" } else { "; differs " };
        format!("{keep} | {drop}: {}{differs}{}", pair.why.join(", "), pair.differs.join("; "))
    };
    pairs.iter().map(line).collect()
}

#[test]
fn names_are_alike_in_several_ways() {
    let company = "type = \"company\"";
    for (one, other, why) in [
        (
            "COSCO Shipping",
            "COSCO Shipping Co., Ltd",
            "same name but for form of company, punctuation or spaces",
        ),
        (
            "青岛港（集团）有限公司",
            "青岛港",
            "same name but for form of company, punctuation or spaces",
        ),
        (
            "Port of Tema (phase 1)",
            "Port of Tema, phase 1",
            "same name but for form of company, punctuation or spaces",
        ),
        (
            "Asian Infrastructure Investment Bank (AIIB)",
            "Asian Infrastructure Investment Bank",
            "same name but for an abbreviation in brackets",
        ),
        (
            "Bank of China (BOC)",
            "Bank of China Ltd.",
            "same name but for an abbreviation in brackets",
        ),
        ("Lantern Rail", "Rail of Lantern", "same words"),
        ("Forum 2020 Harbin", "Harbin Forum (2020)", "same words"),
        ("Maersk Line", "Mearsk Line", "names differ in one letter or two swapped ones"),
        ("Lantern Rail", "Lanterns Rail", "names differ in one letter or two swapped ones"),
        ("青岛港", "Qingdaogang", "same name in pinyin"),
        ("青岛港集团有限公司", "Qing Dao Gang", "same name in pinyin"),
    ] {
        let found = pairs(&[("organization", one, company), ("organization", other, company)]);
        assert_eq!(found.len(), 1, "{one}, {other}: {found:?}");
        assert!(found[0].ends_with(&format!(": {why}")), "{found:?}");
    }
    for (one, other) in [
        ("Terminal 1", "Terminal 2"),
        ("Qingdao Port", "Rizhao Port"),
        ("青岛港", "Qingdao Port"),
        ("中远", "中海"),
        ("Bulk carrier (known as ‘Azim’)", "Bulk carrier (known as ‘Hakim’)"),
        ("Port of Tema (phase 1)", "Port of Tema (phase 2)"),
        ("Port of Tema (phase 1)", "Port of Tema"),
        ("青岛港（一期）", "青岛港（二期）"),
        ("中远海运（青岛）有限公司", "中远海运（上海）有限公司"),
        ("Maersk (China) GmbH", "Maersk (Ghana) GmbH"),
        ("Harbour phase I", "Harbour phase II"),
        ("Harbour phase 1.5", "Harbour phase 15"),
        ("Lot 1 of phase 2", "Lot 2 of phase 1"),
        ("Berth 1-2", "Berth 12"),
        ("Terminal A of Lantern", "Terminal B of Lantern"),
        ("Lantern Terminal A", "Lantern Terminal"),
        ("Hunan Bank of Trade", "Henan Bank of Trade"),
        ("Shanxi Airlines", "Shaanxi Airlines"),
        ("Train from Lantern to Harbin", "Train from Harbin to Lantern"),
    ] {
        let found = pairs(&[("organization", one, company), ("organization", other, company)]);
        assert!(found.is_empty(), "{found:?}");
    }
    let kinds = pairs(&[("organization", "Lantern", company), ("person", "Lantern", "")]);
    assert!(kinds.is_empty(), "{kinds:?}");
}

#[test]
fn people_of_one_sound_are_no_pair_among_themselves() {
    let found = pairs(&[("person", "李伟", ""), ("person", "李薇", ""), ("person", "Li Wei", "")]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|pair| pair.contains("Li Wei")), "{found:?}");
}

#[test]
fn a_code_keeps_places_apart_or_together() {
    let places = |one: (&str, &str), other: (&str, &str)| {
        pairs(&[("place", one.0, one.1), ("place", other.0, other.1)])
    };
    for (one, other) in [
        (("Lanternia", "iso = \"XA\""), ("Lanternie", "iso = \"XB\"")),
        (("Lantern", "iata = \"XLA\""), ("Lantern Airport", "iata = \"XLB\"")),
        (("Lantern", "iata = \"XLA\""), ("Lantern", "iata = \"XLB\"")),
        (("Lantern Field", "locode = \"XAXLA\""), ("Field Lantern", "locode = \"XAXLB\"")),
    ] {
        assert_eq!(places(one, other), [""; 0], "{one:?}");
    }
    assert_eq!(
        places(("Lantern", "iata = \"XLA\""), ("Lantern", "")),
        ["Lantern | Lantern: same name"]
    );
    // Both codes of an airport would have to be wrong.
    assert_eq!(
        places(
            ("Lantern", "iata = \"XLA\"\nlocode = \"XAXLA\""),
            ("Lantern", "iata = \"XLA\"\nlocode = \"XAXLB\"")
        ),
        ["Lantern | Lantern: same name, same iata; differs locode: XAXLA | XAXLB"]
    );
}

#[test]
fn countries_of_the_atlas_are_apart_without_codes() {
    let country = "type = \"country\"";
    let found = pairs(&[("place", "Gambia", country), ("place", "Zambia", country)]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn numbers_in_the_labels_count_although_other_names_are_equal() {
    let alias = "names = [{ text = \"Harbour of Lantern\", form = \"alias\", note = \"made up\" }]";
    let found =
        pairs(&[("project", "Harbour, phase 1", alias), ("project", "Harbour, phase 2", alias)]);
    assert!(found.is_empty(), "{found:?}");
}
