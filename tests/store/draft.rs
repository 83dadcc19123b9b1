//! `brief draft`: what it proposes for the words of an article, and what a load says of a draft that was completed in another way.

use crate::support::Room;

/// Drafts a digest of a text of one paragraph.
fn drafted(text: &str) -> String {
    let room = Room::new();
    room.write("news.txt", text);
    room.done(&["draft", "news.txt"])
}

#[test]
fn a_number_has_the_words_that_say_how_exact_it_is() {
    for (text, value, cite) in [
        (
            "It exceeded 10 billion U.S. dollars in all.",
            "more than 10bn USD",
            "exceeded 10 billion U.S. dollars",
        ),
        (
            "It has surpassed the 300 million yuan mark.",
            "more than 300m CNY",
            "surpassed the 300 million yuan",
        ),
        ("Trade topped $5 billion.", "more than 5bn USD", "topped $5 billion"),
        (
            "Trade reached more than 5 billion euros.",
            "more than 5bn EUR",
            "more than 5 billion euros",
        ),
        ("It cost (about 20 million yuan) and more.", "about 20m CNY", "about 20 million yuan"),
        (
            "Worth 3 billion yuan or more, it is large.",
            "at least 3bn CNY",
            "3 billion yuan or more",
        ),
        ("It has close to 20,000 t of tea.", "nearly 20,000 t", "close to 20,000 t"),
        (
            "It will create between 5,000 and 7,000 jobs.",
            "5,000 to 7,000 jobs",
            "between 5,000 and 7,000 jobs",
        ),
        (
            "It is worth between 2 and 3 billion yuan.",
            "2bn to 3bn CNY",
            "between 2 and 3 billion yuan",
        ),
        ("It has no more than 20,000 t of tea.", "up to 20,000 t", "no more than 20,000 t"),
        ("It has fewer than 20,000 t of tea.", "less than 20,000 t", "fewer than 20,000 t"),
        ("贸易额突破了10亿美元。", "more than 1bn USD", "突破了10亿美元"),
        ("贸易额逾10亿美元。", "more than 1bn USD", "逾10亿美元"),
        ("贸易额近10亿美元。", "nearly 1bn USD", "近10亿美元"),
        ("贸易额不足10亿美元。", "less than 1bn USD", "不足10亿美元"),
        ("总投资约10亿美元。", "about 1bn USD", "约10亿美元"),
        ("总投资10余亿美元。", "more than 1bn USD", "10余亿美元"),
        ("总投资在10亿美元以上。", "at least 1bn USD", "10亿美元以上"),
        ("现场签约10亿美元。", "1bn USD", "10亿美元"),
    ] {
        let draft = drafted(text);
        assert!(draft.contains(&format!("value = \"{value}\"\n")), "{text}\n{draft}");
        let cites = draft.lines().filter_map(|line| line.strip_prefix("cite = \""));
        assert!(cites.clone().any(|phrase| phrase.starts_with(cite)), "{text}\n{draft}");
    }
}

#[test]
fn a_load_warns_of_a_phrase_that_leaves_out_how_exact_its_number_is() {
    let text = "It exceeded 10 billion U.S. dollars. Then 20 million yuan or more came.";
    let load = |value: &str, phrase: &str| {
        let room = Room::new();
        room.write("news.txt", text);
        let digest = format!(
            "[source]\nid = \"news\"\nname = \"News\"\nparagraphs = 1\nfile = \"news.txt\"\n[[project]]\nid = \"works\"\n\
             name = \"Works\"\ninvestment = {{ value = \"{value}\", phrase = \"{phrase}\" }}\ncite = {{ p = 1, phrase = \"It\" }}\n"
        );
        room.write("news.toml", digest);
        room.done(&["new", "b.db", "--empty"]);
        room.run(&["load", "b.db", "news.toml", "--documents", "."]).err
    };
    let said = load("10bn USD", "10 billion U.S. dollars");
    for part in [
        "warning: `investment` is 10bn USD, but the document has “exceeded 10 billion U.S. dollars”",
        "= help: correct the value, and cite “exceeded 10 billion U.S. dollars”",
    ] {
        assert!(said.contains(part), "{said}");
    }
    let said = load("20m CNY", "20 million yuan");
    assert!(said.contains("but the document has “20 million yuan or more”"), "{said}");
    for (value, phrase) in [
        ("more than 10bn USD", "10 billion U.S. dollars"),
        ("more than 10bn USD", "exceeded 10 billion U.S. dollars"),
        ("at least 20m CNY", "20 million yuan or more"),
    ] {
        let said = load(value, phrase);
        assert!(!said.contains("investment"), "{said}");
    }
}

/// An article of an agency: its own words for what two articles of 2017 and 2019 reported.
const ARTICLE: &str = "\
Trains and documents
BEIJING, May 24, 2017 (Xinhua) -- The first train left Shenzhen for Minsk on Monday. It had goods worth 8 million yuan, including rice.
China had 197 documents with 137 countries by the end of October 2016, Meng Wei, the spokeswoman of the National Development and Reform Commission (NDRC), said.
“The China-Thailand Railway grew,” said Meng. Trade with east China's Jiangsu Province exceeded 10 billion yuan in the first nine months of 2016.
";

#[test]
fn the_number_of_a_phase_a_month_or_a_day_is_no_figure() {
    for (text, figures) in [
        ("二期工程总投资12亿元。", &["1.2bn CNY"][..]),
        ("三期项目有5家企业。", &["5"]),
        ("培训班办了12期。", &["12"]),
        ("1至10月，出口增长5%。", &["5%"]),
        ("1-10月出口增长5%。", &["5%"]),
        ("论坛于2019年5月1至3日举行，签约12个项目。", &["12"]),
        ("5月1日至3日有5家企业参会，7月5-8日有6家。", &["5", "6"]),
        ("收入500日元，日均300列。", &["500 JPY", "300 trains"]),
        ("It ran from May 1 to 3, 2019, with 12 firms.", &["12"]),
        ("It was held on 1-3 May 2019 by 12 firms.", &["12"]),
        ("On June 4-6 some 12 firms came.", &["about 12"]),
        ("Between May 3 and 5 firms came.", &["5"]),
    ] {
        let draft = drafted(text);
        let values =
            draft.lines().filter_map(|line| line.strip_prefix("value = \"")?.strip_suffix('"'));
        assert_eq!(values.collect::<Vec<_>>(), figures, "{text}\n{draft}");
    }
}

#[test]
fn a_draft_of_an_article_of_an_agency() {
    let room = Room::new();
    room.write("news.txt", ARTICLE);
    let draft = room.done(&["draft", "news.txt"]);
    for part in [
        "publisher = { value = \"Xinhua\", p = 2, phrase = \"Xinhua\" }\n",
        "published = { value = \"2017-05-24\", p = 2, phrase = \"May 24, 2017\" }\n",
        "# Monday: 2017-05-22, if it is the last one up to 2017-05-24\n",
        "value = \"8m CNY\"\ncite = \"8 million yuan\"\n",
        "measure = \"countries\"\nperiod = { value = \"..2016-10\", phrase = \"by the end of October 2016\" }\n",
        "id = \"national-development-and-reform-commission\", name = \"National Development and Reform Commission\", type = \"?\",\n",
        "names = [{ text = \"NDRC\", form = \"abbreviation\", phrase = \"NDRC\" }]",
        "title = \"spokeswoman\"\n",
        "[[statement]]\nspeaker = \"meng-wei\"\ntype = \"statement\"\ngist = \"?\"\ncite = \"Meng Wei, the spokeswoman",
        "[[statement]]\nspeaker = \"meng-wei\"\ntype = \"statement\"\ngist = \"?\"\ncite = \"said Meng\"\n",
        "{ id = \"china-thailand-railway\", name = \"China-Thailand Railway\", phrase = \"China-Thailand Railway\" },\n",
        "{ id = \"jiangsu\", name = \"Jiangsu\", phrase = \"Jiangsu Province\" },",
        "period = { value = \"2016-01..2016-09\", phrase = \"first nine months of 2016\" }\nvalue = \"more than 10bn CNY\"\ncite = \"exceeded 10 billion yuan\"\n",
    ] {
        assert!(draft.contains(part), "{part}\n{draft}");
    }
    // What is only a time, or the dateline, is no event, and no number.
    for part in ["[[event]]", "value = \"9\"", "# also: Xinhua"] {
        assert!(!draft.contains(part), "{part}\n{draft}");
    }
}
