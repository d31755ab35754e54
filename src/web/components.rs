//! Proves that the parts of `templates/components.html` tie labels, hints and problems to their controls.

use askama::Template;
use scraper::{Html, Selector};

use super::form::{Choice, View};
use super::page::Page;
use crate::text::Lang;

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"
{% extends "layout.html" %}
{% import "components.html" as c %}
{% block title %}parts{% endblock %}
{% block before %}{{ c::back("/before") }}{% endblock %}
{% block content %}
{{ c::error_summary(page, problems) }}
{{ c::banner("saved", "all of it", done=true) }}
<form method="post">
{{ c::csrf(page) }}
{{ c::text_input(amount, "amount", hint="in baht", inputmode="decimal", width="input--width-10", suffix="baht") }}
{{ c::unknown_checkbox(unknown, "not known", "amount") }}
{{ c::certainty_select(sure, choices, "amount") }}
{{ c::date_input(day, month, year, "when", hint="roughly") }}
{{ c::radios(kind, "who", choices, hint="one") }}
{% call c::when("kind", "app other") %}{{ c::textarea(story, "story", rows=4) }}{% endcall %}
{{ c::checkboxes(conduct, "what", choices) }}
{{ c::select(province, "province", choices) }}
{{ c::file_upload(papers, "papers", hint="a photo") }}
{{ c::checkbox(agreed, "agreed") }}
{{ c::button("save") }}{{ c::button("later", name="then", value="later", kind="secondary") }}
{{ c::button_link("leave", "/leave") }}{{ c::print_button("print") }}
</form>
<dl class="govuk-summary-list">{{ c::summary_row("name", "Somying", change_url="/name", change_hidden="the name") }}</dl>
{{ c::warning("danger") }}{{ c::inset("note") }}{{ c::tag("received", "green") }}
{% call c::details("why") %}because{% endcall %}
{% endblock %}"#
)]
struct Parts {
    page: Page,
    problems: Vec<(String, String)>,
    choices: Vec<Choice>,
    amount: View,
    unknown: View,
    sure: View,
    day: View,
    month: View,
    year: View,
    kind: View,
    story: View,
    conduct: View,
    province: View,
    papers: View,
    agreed: View,
}

fn view(name: &str, values: &[&str], problem: Option<&str>) -> View {
    View {
        name: name.to_owned(),
        value: values.first().copied().unwrap_or_default().to_owned(),
        values: values.iter().map(ToString::to_string).collect(),
        problem: problem.map(str::to_owned),
    }
}

fn choice(value: &str, hint: &str) -> Choice {
    Choice { value: value.to_owned(), label: value.to_uppercase(), hint: hint.to_owned() }
}

fn parts() -> Html {
    let page = Page {
        lang: Lang::En,
        path: "/parts".to_owned(),
        address: "/parts".to_owned(),
        csrf: "token".to_owned(),
        signed_in: true,
        demo: true,
        private: true,
        officer: None,
        kept_token: String::new(),
    };
    let parts = Parts {
        page,
        problems: vec![("amount".to_owned(), "a number".to_owned())],
        choices: vec![choice("person", "a neighbour"), choice("app", ""), choice("other", "")],
        amount: view("amount", &["10k<b>"], Some("a number")),
        unknown: view("unknown", &["yes"], None),
        sure: view("sure", &["app"], None),
        day: view("day", &["1"], None),
        month: view("month", &["13"], Some("1 to 12")),
        year: view("year", &["2566"], None),
        kind: view("kind", &["app"], Some("choose")),
        story: view("story", &["a <b>\nb"], None),
        conduct: view("conduct", &["person", "other"], None),
        province: view("province", &[], None),
        papers: view("papers", &[], Some("too large")),
        agreed: view("agreed", &[], Some("needed")),
    };
    Html::parse_document(&parts.render().unwrap())
}

/// An attribute of the one element that a selector finds.
fn attribute(html: &Html, selector: &str, name: &str) -> Option<String> {
    let found: Vec<_> = html.select(&Selector::parse(selector).unwrap()).collect();
    assert_eq!(found.len(), 1, "{selector}");
    found[0].attr(name).map(str::to_owned)
}

fn count(html: &Html, selector: &str) -> usize {
    html.select(&Selector::parse(selector).unwrap()).count()
}

#[test]
fn hints_and_problems_are_read_out_with_their_control() {
    let html = parts();
    for (control, description) in [
        ("#amount", Some("amount-hint amount-error")),
        ("#unknown", None),
        ("#sure", None),
        ("fieldset:has(#day)", Some("day-hint day-error")),
        ("fieldset:has(#kind)", Some("kind-hint kind-error")),
        ("#kind", Some("kind-1-hint")),
        ("#story", None),
        ("#papers", Some("papers-hint papers-error")),
        ("#agreed", Some("agreed-error")),
    ] {
        let said = attribute(&html, control, "aria-describedby");
        assert_eq!(said.as_deref(), description, "{control}");
        for id in description.unwrap_or_default().split_whitespace() {
            assert_eq!(count(&html, &format!("#{id}")), 1, "{id}");
        }
    }
    assert_eq!(attribute(&html, "#month", "aria-invalid").as_deref(), Some("true"));
    assert_eq!(attribute(&html, "#year", "aria-invalid"), None);
}

#[test]
fn every_control_has_a_label_and_every_id_is_used_once() {
    let html = parts();
    let mut ids = std::collections::BTreeSet::new();
    for element in html.select(&Selector::parse("[id]").unwrap()) {
        let id = element.attr("id").unwrap();
        assert!(ids.insert(id), "{id} twice");
    }
    let controls = "input:not([type=hidden]), select, textarea";
    for control in html.select(&Selector::parse(controls).unwrap()) {
        let id = control.attr("id").unwrap();
        assert_eq!(count(&html, &format!("label[for={id}]")), 1, "{id}");
    }
    for link in html.select(&Selector::parse(".govuk-error-summary a").unwrap()) {
        assert!(ids.contains(link.attr("href").unwrap().trim_start_matches('#')));
    }
}

#[test]
fn what_was_typed_and_chosen_comes_back_as_it_was() {
    let html = parts();
    assert_eq!(attribute(&html, "#amount", "value").as_deref(), Some("10k<b>"));
    let story = html.select(&Selector::parse("#story").unwrap()).next().unwrap();
    assert_eq!(story.text().collect::<String>(), "a <b>\nb");
    let chosen = |selector| attribute(&html, selector, "value").unwrap();
    assert_eq!(chosen("[name=kind][checked]"), "app");
    assert_eq!(chosen("#sure option[selected]"), "app");
    assert_eq!(count(&html, "[name=conduct][checked]"), 2);
    assert_eq!(count(&html, "#unknown[checked]"), 1);
    assert_eq!(count(&html, "#province option[selected]"), 0);
    assert_eq!(
        attribute(&html, "form:has(#amount) [name=csrf]", "value").as_deref(),
        Some("token")
    );
}

#[test]
fn the_frame_keeps_private_pages_out_of_indexes_and_needs_no_inline_script_or_style() {
    let html = parts();
    let robots = attribute(&html, "meta[name=robots]", "content");
    assert_eq!(robots.as_deref(), Some("noindex, nofollow"));
    assert_eq!(attribute(&html, "html", "lang").as_deref(), Some("en"));
    assert_eq!(attribute(&html, "a.quick-exit", "href").as_deref(), Some("/exit"));
    assert_eq!(attribute(&html, ".header__nav a[hreflang]", "lang").as_deref(), Some("th"));
    assert_eq!(count(&html, "[style], style, script:not([src]), [onclick]"), 0);
}
