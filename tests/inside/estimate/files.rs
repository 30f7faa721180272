//! What files, extending files and `--set` say of fits; comparisons.

use catchup::analysis::compare::{CompareOptions, Compared, compare};
use catchup::analysis::model_of;
use catchup::diagnostic::Diagnostics;
use catchup::scenario::merged::Merged;
use catchup::scenario::options::Options;

use super::super::pipeline::draws_of;
use super::super::support::Folder;
use super::{load, near, only, parameters, shares, try_load};

#[test]
fn sources_tell_of_the_fit_and_of_what_stood_there() {
    let (model, _) = load(&shares(), &Options::default());
    let [start, pace, _] = model.assumptions.as_slice() else { panic!("three assumptions") };
    let said = "fitted to share[poland], 2010 to 2019, 10 values (fisher-pry, logit errors)";
    assert_eq!(pace.declared.value.source, said);
    assert_eq!(start.declared.value.source, "judgement");
    let poland = start.declared.value.elements.iter().find(|element| element.name == "poland").expect("poland is told");
    assert_eq!(poland.value.source, format!("{said}; without data: judgement"));
    assert_eq!(parameters(&model)[0].fallback, "uniform: low 5, high 20");
    // Where the fit is taken out, a number without a source is what it always was.
    let without = shares().replace("[fits.adoption]", "[fits.adoption]\nenabled = false");
    let problems = try_load(&[("case.toml", &without)], &Options::default()).expect_err("no source");
    assert_eq!(problems.as_slice()[0].code, "missing-source");
}

#[test]
fn the_command_line_wins_over_the_fit() {
    let options = Options { set: vec!["pace=10".to_owned()], ..Options::default() };
    let (set, warnings) = load(&shares(), &options);
    let (fitted, _) = load(&shares(), &Options::default());
    assert!(warnings.is_empty(), "{warnings:?}");
    assert!(draws_of(&set, "second", 0)[0].iter().all(|rate| *rate == 0.1));
    // The other parameter is drawn as before: what is fixed keeps its place in the group.
    assert!(draws_of(&set, "first", 0) == draws_of(&fitted, "first", 0));
    assert_eq!(parameters(&set).iter().map(|parameter| parameter.set).collect::<Vec<_>>(), [false, true]);
    assert_eq!(set.assumptions[1].declared.value.source, "set on the command line");
}

#[test]
fn files_that_extend_change_fits_and_are_told_what_has_no_effect() {
    let child = |text: &str| format!("extends = \"base.toml\"\n[scenario]\ntitle = \"Child\"\n{text}");
    let load = |text: &str| {
        let child = child(text);
        try_load(&[("child.toml", &child), ("base.toml", &shares())], &Options::default())
            .unwrap_or_else(|problems| panic!("{problems}"))
    };
    let (model, warnings) = load("[fits.adoption]\nuntil = 2015");
    assert_eq!((only(&model).values, warnings.len()), (6, 0));
    let (model, _) = load("[fits.adoption]\nenabled = false\n[assumptions.pace]\nvalue = 9\nsource = \"mine\"");
    assert!(model.header.estimated.is_empty());
    assert_eq!(draws_of(&model, "second", 0)[0][0], 0.09);
    let (model, warnings) = load("[assumptions.pace]\nvalue = 9\nsource = \"mine\"");
    assert!(only(&model).outcome.is_ok());
    assert_eq!(warnings.iter().map(|warning| warning.code).collect::<Vec<_>>(), ["no-effect"]);
    assert!(warnings[0].labels[0].span.source.path.ends_with("child.toml"));
    // France is not fitted: what is said of it is heard.
    let france = "[assumptions.start]\ndims = [\"country\"]\ndistribution = { uniform = { low = 5, high = 20 } }\nsource = \"a\"\nelements.france.value = 9";
    let (model, _) = load(france);
    assert!(draws_of(&model, "share", 1)[0].iter().all(|share| (share - 0.09).abs() < 1e-12));
}

#[test]
fn data_that_are_fitted_and_conditioned_on_count_twice() {
    let condition = "[condition.on.share]\nof = \"share[poland]\"\nsd = 1\nsource = \"judgement\"\n";
    let (_, warnings) = load(&format!("{}{condition}", shares()), &Options::default());
    assert_eq!(warnings.iter().map(|warning| warning.code).collect::<Vec<_>>(), ["counted-twice"]);
    let later = format!("{}{condition}from = 2018\n", shares().replace("law =", "until = 2017\nlaw ="));
    assert!(load(&later, &Options::default()).1.is_empty());
}

#[test]
fn a_comparison_attributes_what_another_window_changes() {
    let other = "extends = \"base.toml\"\n[scenario]\ntitle = \"Early\"\n[fits.adoption]\nuntil = 2013\n";
    let criterion = "[criteria.last]\nof = \"share[poland]@2025\"\n";
    let base = format!("{}{criterion}", shares());
    let folder = Folder::new(&[("base.toml", &base), ("early.toml", other)]);
    let options = Options::default();
    let compared: Vec<Compared> = ["base.toml", "early.toml"]
        .iter()
        .map(|name| {
            let mut found = Diagnostics::new();
            let merged = Merged::load(&folder.folder.path().join(name), &mut found).expect("a file");
            let scenario = merged.scenario(&options, &mut found);
            Compared { model: model_of(scenario).expect("valid").0, merged }
        })
        .collect();
    assert_eq!(compared[0].merged.differences(&compared[1].merged), ["fits.adoption"]);
    let how = CompareOptions {
        reference: 0,
        options: &options,
        attribute: true,
        attribution_draws: None,
        groups: &[],
        worlds: &[],
    };
    let comparison =
        compare(&compared.iter().collect::<Vec<_>>(), how, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let [part] = comparison.attributions[0].parts.as_slice() else { panic!("one change") };
    assert_eq!(
        (part.label.as_str(), part.changes.as_slice()),
        ("Fit: adoption", ["fits.adoption.until: none → 2013".to_owned()].as_slice())
    );
    let gap = &comparison.criteria[0].differences[1];
    near(part.summary.mean, gap.mean, 1e-9);
    assert!(gap.mean.abs() > 1.0, "{}", gap.mean);
}

#[test]
fn ranks_of_the_file_and_of_the_fit_must_go_together() {
    let ranks = |a: f64, b: f64| {
        format!(
            "{}[correlations.a]\nbetween = [\"start[poland]\", \"other\"]\nrank = {a}\nsource = \"judgement\"\n\
             [correlations.b]\nbetween = [\"pace\", \"other\"]\nrank = {b}\nsource = \"judgement\"\n",
            shares()
        )
    };
    // The parameters are correlated by -0.84.
    assert_eq!(load(&ranks(-0.5, 0.5), &Options::default()).0.correlations[0].members.len(), 3);
    let case = ranks(0.6, 0.6);
    let problems = try_load(&[("case.toml", &case)], &Options::default()).expect_err("impossible");
    let texts: Vec<&str> = problems.as_slice()[0].labels.iter().map(|label| label.span.text()).collect();
    assert_eq!(texts, ["adoption", "0.6", "0.6"]);
}
