//! The sentences people read (ถ้อยคำบนหน้าจอ): `locales/th.ftl` and `locales/en.ftl`, built into the program.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::Lang;

const SOURCES: [&str; 2] =
    [include_str!("../../locales/th.ftl"), include_str!("../../locales/en.ftl")];

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 2]> =
    LazyLock::new(|| [bundle(Lang::Th, SOURCES[0]), bundle(Lang::En, SOURCES[1])]);

fn bundle(lang: Lang, source: &str) -> FluentBundle<FluentResource> {
    let locale = lang.code().parse().expect("a language code");
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // No invisible marks around inserted values: they would be copied with a tracking number.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned())
        .unwrap_or_else(|(_, errors)| panic!("locales/{}.ftl: {errors:?}", lang.code()));
    bundle
        .add_resource(resource)
        .unwrap_or_else(|errors| panic!("locales/{}.ftl: {errors:?}", lang.code()));
    bundle
}

/// The sentence of a key. A key that does not exist shows as `⟦key⟧`, which tests look for.
#[must_use]
pub fn t(lang: Lang, key: &str) -> String {
    t_args(lang, key, &[])
}

/// The sentence of a key with its `{ $name }` places filled.
///
/// A whole number without leading zeros counts as a number, so that a sentence can choose its plural.
#[must_use]
pub fn t_args(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    let bundle = of(lang);
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return format!("⟦{key}⟧");
    };
    let args: FluentArgs<'_> = args.iter().map(|&(name, text)| (name, value(text))).collect();
    let mut errors = Vec::new();
    let sentence = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
    if errors.is_empty() { sentence } else { format!("⟦{key}: {sentence}⟧") }
}

/// Whether there is a sentence for a key: hints and answers of the form have one only where they need it.
#[must_use]
pub fn has(lang: Lang, key: &str) -> bool {
    of(lang).has_message(key)
}

fn of(lang: Lang) -> &'static FluentBundle<FluentResource> {
    match lang {
        Lang::Th => &BUNDLES[0],
        Lang::En => &BUNDLES[1],
    }
}

fn value(text: &str) -> FluentValue<'_> {
    match text.parse::<u32>() {
        Ok(number) if number.to_string() == text => FluentValue::from(number),
        _ => FluentValue::from(text),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    use super::*;

    /// The keys of a locale file, each with the names of the places in its sentence.
    fn keys(source: &str) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut keys = BTreeMap::<_, BTreeSet<_>>::new();
        let mut key = "";
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =")
                && name.starts_with(|c: char| c.is_ascii_lowercase())
            {
                key = name;
                keys.entry(key).or_default();
            }
            for part in line.split('$').skip(1) {
                let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
                keys.entry(key).or_default().insert(&part[..end.unwrap_or(part.len())]);
            }
        }
        keys
    }

    #[test]
    fn both_languages_have_the_same_keys_with_the_same_places() {
        let [thai, english] = SOURCES.map(keys);
        let differing: Vec<_> = thai
            .keys()
            .chain(english.keys())
            .filter(|key| thai.get(*key) != english.get(*key))
            .collect();
        assert!(differing.is_empty(), "{differing:?}");
    }

    #[test]
    fn every_sentence_can_be_read() {
        LazyLock::force(&BUNDLES);
        for (lang, source) in Lang::ALL.into_iter().zip(SOURCES) {
            for (key, places) in keys(source) {
                let args: Vec<_> = places.iter().map(|place| (*place, "7")).collect();
                let sentence = t_args(lang, key, &args);
                assert!(!sentence.contains('⟦'), "{}: {sentence}", lang.code());
            }
        }
    }

    /// A page or source file without its comments, which may quote calls.
    fn without_comments(text: &str) -> String {
        let mut pieces = text.split("{#");
        let first = pieces.next().unwrap_or_default().to_owned();
        let rest = pieces.map(|piece| piece.split_once("#}").map_or(piece, |(_, after)| after));
        let text = rest.fold(first, |text, piece| text + piece);
        text.lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The keys written out in calls of `t`, `t1`, `t2` and `t_args`, and those of a form's problems. Keys put
    /// together at run time are left out.
    fn used(text: &str) -> Vec<&str> {
        let problems = text.match_indices("\"problem-").map(|(at, _)| &text[at + 1..]);
        let mut found: Vec<_> = problems.filter_map(|s| Some(s.split_once('"')?.0)).collect();
        found.retain(|key| !key.ends_with('-'));
        for name in ["t(", "t1(", "t2(", "t_args("] {
            for (at, _) in text.match_indices(name) {
                if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                    continue;
                }
                let call = text[at + name.len()..].trim_start();
                let first = call
                    .split_once(',')
                    .filter(|(lang, _)| lang.ends_with("lang") || lang.starts_with("Lang::"))
                    .map_or(call, |(_, rest)| rest.trim_start());
                let Some((key, rest)) = first.strip_prefix('"').and_then(|s| s.split_once('"'))
                else {
                    continue;
                };
                if rest.trim_start().starts_with([',', ')']) {
                    found.push(key);
                }
            }
        }
        found
    }

    fn each_file(folder: &Path, see: &mut impl FnMut(&Path, &str)) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                each_file(&path, see);
            } else if let Ok(text) = fs::read_to_string(&path) {
                see(&path, &text);
            }
        }
    }

    #[test]
    fn every_key_used_in_pages_and_code_exists() {
        let known = keys(SOURCES[0]);
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut missing = BTreeSet::new();
        for folder in ["src", "templates"] {
            each_file(&root.join(folder), &mut |path, text| {
                let text = without_comments(text);
                let unknown = used(&text).into_iter().filter(|key| !known.contains_key(key));
                missing.extend(unknown.map(|key| format!("{}: {key}", path.display())));
            });
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn written_keys_are_recognised_in_calls() {
        let call = |name: &str| format!("{{{{ page.{name}(\"a-key\", \"n\", 1) }}}}");
        for text in [
            call("t"),
            call("t1"),
            ["t(", "lang, \"a-key\")"].concat(),
            ["t_args(", "\n  Lang::Th,\n  \"a-key\", &[])"].concat(),
        ] {
            assert_eq!(used(&text), ["a-key"], "{text}");
        }
        assert!(used(&["page.t(", "\"area-\" ~ x)"].concat()).is_empty());
        assert!(used(&["insert(", "\"a-key\")"].concat()).is_empty());
    }

    #[test]
    fn an_unknown_key_shows_itself() {
        let key = "no-such-key";
        assert!(!has(Lang::Th, key) && has(Lang::Th, "service-name"));
        assert_eq!(t(Lang::Th, key), "⟦no-such-key⟧");
        assert_eq!(t(Lang::En, "service-name"), "Plodnee");
        assert_eq!(t(Lang::Th, "service-name"), "ปลดหนี้");
    }

    #[test]
    fn numbers_choose_plurals_and_leading_zeros_stay() {
        let source = "debts = { $n ->\n    [one] one debt\n   *[other] { $n } debts\n }\n";
        let bundle = bundle(Lang::En, source);
        let pattern = bundle.get_message("debts").unwrap().value().unwrap();
        for (n, sentence) in [("1", "one debt"), ("14", "14 debts"), ("010", "010 debts")] {
            let args = FluentArgs::from_iter([("n", value(n))]);
            assert_eq!(bundle.format_pattern(pattern, Some(&args), &mut vec![]), sentence);
        }
    }
}
