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
        let differs = if pair.differs.is_empty() { "" } else { "; differs" };
        format!("{keep} | {drop}: {}{differs}", pair.why.join(", "))
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
            "same name but for form of company, brackets or spaces",
        ),
        ("Lantern Rail", "Rail of Lantern", "same words"),
        ("Maersk Line", "Mearsk Line", "names differ in one letter"),
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
