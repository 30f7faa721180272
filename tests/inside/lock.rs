//! The lock of a study: what it numbers stays as it is while the model grows.

use super::pipeline::draws;
use super::support::Folder;
use catchup::model::Model;
use catchup::scenario::Sampler;
use catchup::scenario::options::Options;
use catchup::session::Session;

/// Uncertain in every way: dimensions, correlations, noise, lags, stocks, elements of their own, a shared assumption.
const MODEL: &str = include_str!("../files/everything_varies.toml");
const LOCK: &str = "case.lock.csv";

/// The study as it was first, with noise by element besides.
fn first() -> String {
    MODEL.replace("draws = 1500", "draws = 600").replace(
        "equation = \"fisher_pry(share, speed, time - starttime)\"",
        "equation = \"fisher_pry(share, speed, time - starttime) * (1 + ar1(0.5, 0.01))\"",
    )
}

/// The study as it has grown: an assumption before all others, an element before and one among the others, a correlation.
fn grown() -> String {
    first()
        .replace("[\"robots\", \"tools\", \"sensors\"]", "[\"agv\", \"robots\", \"laser\", \"tools\", \"sensors\"]")
        .replace(
            "[assumptions.growth]",
            "[assumptions.newcomer]\ndims = [\"sector\"]\ndistribution = { normal = { mean = 1, sd = 0.1 } }\nunit = \"1\"\n\
             source = \"judgement\"\n[assumptions.growth]",
        )
        .replace("between = [\"growth\",", "between = [\"newcomer[tools]\", \"growth\",")
        + "[variables.new]\ndims = [\"sector\"]\nequation = \"newcomer\"\nunit = \"1\"\n"
}

fn locked(text: &str) -> String {
    text.replace("[ensemble]", &format!("[ensemble]\nlock = \"{LOCK}\""))
}

/// The lock of a study, given the one that was there before.
fn lock_of(text: &str, before: Option<&str>) -> (String, usize) {
    let (text, mut files) = (locked(text), Vec::new());
    files.push(("case.toml", text.as_str()));
    files.extend(before.map(|before| (LOCK, before)));
    let folder = Folder::new(&files);
    let options = Options { locking: true, ..Options::default() };
    let session =
        Session::open_with(folder.folder.path().join("case.toml"), options).unwrap_or_else(|found| panic!("{found}"));
    let found = session.lock().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found.path, folder.folder.path().join(LOCK));
    assert_eq!(found.text.lines().filter(|line| line.starts_with("assumption,")).count(), found.count);
    (found.text, found.added)
}

/// All draws of these variables, by name and element.
fn numbers(model: &Model) -> Vec<(String, Vec<u64>)> {
    let ensemble = draws(model, 0..600, None);
    let all = ensemble.values.view();
    let mut found: Vec<(String, Vec<u64>)> = Vec::new();
    for (column, values) in ensemble.columns.iter().zip(all.outer_iter()) {
        let variable = &model.variables[column.variable];
        let name = model.selector(&variable.signature, column.element);
        // What sums up over elements, or is new, is not what it was.
        if !["late", "new"].contains(&variable.signature.name.as_str())
            && !name.contains("agv")
            && !name.contains("laser")
        {
            found.push((name, values.iter().map(|value| value.to_bits()).collect()));
        }
    }
    found
}

fn model(text: &str, lock: Option<&str>, sampler: Sampler) -> Model {
    let options = Options { sampler: Some(sampler), ..Options::default() };
    let text = if lock.is_some() { locked(text) } else { text.to_owned() };
    let mut files = vec![("case.toml", text.as_str())];
    files.extend(lock.map(|lock| (LOCK, lock)));
    Folder::new(&files).model(&options)
}

#[test]
fn a_study_that_grows_keeps_its_draws_with_a_lock_and_not_without() {
    let (lock, added) = lock_of(&first(), None);
    assert_eq!(added, 1 + 3 + 1, "growth, share by sector, speed for all");
    for sampler in Sampler::ALL.map(|(_, sampler)| sampler) {
        let before = numbers(&model(&first(), None, sampler));
        assert_eq!(before.len(), 1 + 1 + 3 + 3);
        assert_eq!(numbers(&model(&first(), Some(&lock), sampler)), before, "a lock changes nothing by itself");
        assert_eq!(numbers(&model(&grown(), Some(&lock), sampler)), before, "{sampler:?}");
        let unlocked = numbers(&model(&grown(), None, sampler));
        let moved = unlocked.iter().zip(&before).filter(|(now, then)| now != then).count();
        assert!(moved >= 6, "{sampler:?}: {moved}");
    }
}

#[test]
fn a_lock_grows_at_its_end_and_gives_what_is_new_numbers_that_stay() {
    let (lock, _) = lock_of(&first(), None);
    let (longer, added) = lock_of(&grown(), Some(&lock));
    assert_eq!(added, 5 + 2, "newcomer by sector, share of two new sectors");
    assert!(longer.starts_with(&lock), "{longer}");
    assert_eq!(lock_of(&grown(), Some(&longer)), (longer.clone(), 0));
    assert_eq!(lock_of(&first(), Some(&longer)), (longer.clone(), 0), "what is not there any more keeps its number");
    let text = grown();
    let now = numbers(&model(&text, Some(&longer), Sampler::Sobol));
    assert_eq!(now, numbers(&model(&text, Some(&lock), Sampler::Sobol)));
    let more = text.replace("[\"agv\",", "[\"drill\", \"agv\",");
    assert_eq!(
        numbers(&model(&more, Some(&longer), Sampler::Sobol))
            .into_iter()
            .filter(|(name, _)| !name.contains("drill"))
            .collect::<Vec<_>>(),
        now
    );
}

#[test]
fn what_is_wrong_with_a_lock_is_said() {
    let (lock, _) = lock_of(&first(), None);
    let open = |lock: Option<&str>, text: &str| {
        let text = locked(text);
        let mut files = vec![("case.toml", text.as_str())];
        files.extend(lock.map(|lock| (LOCK, lock)));
        let folder = Folder::new(&files);
        Session::open(folder.folder.path().join("case.toml"))
    };
    for (lock, message, help) in [
        (None, "there is no lock", "catchup lock"),
        (Some(lock.replace("share,tools,2", "share,tools,1")), "not one that `catchup lock` wrote", "new numbers"),
        (Some(lock.replace("dimension,sector,robots,0\n", "")), "not one that `catchup lock` wrote", "new numbers"),
        (
            Some(lock.replace("share,tools,2", "share,tools,18446744073709551615")),
            "not one that `catchup lock` wrote",
            "new numbers",
        ),
        (Some(lock.replace("share,tools,2", "share,tools,two")), "not one that `catchup lock` wrote", "new numbers"),
        (Some(lock.replace("kind,name", "sort,name")), "no column `kind`", "new numbers"),
    ] {
        let found = open(lock.as_deref(), &first()).expect_err(message);
        let problem = &found.as_slice()[0];
        assert!(problem.message.contains(message), "{found}");
        assert!(problem.help.as_ref().is_some_and(|text| text.contains(help)), "{problem:?}");
    }
    let session = open(Some(&lock), &grown()).unwrap_or_else(|found| panic!("{found}"));
    let warning = session.warnings().iter().find(|warning| warning.code == "unlocked").expect("a warning");
    assert!(warning.message.contains("`newcomer[agv]`") && warning.message.contains("and 2 more"), "{warning:?}");
    let meant = grown().replace("[scenario]", "[scenario]\nallow = [\"unlocked\"]");
    assert!(open(Some(&lock), &meant).expect("valid").warnings().iter().all(|warning| warning.code != "unlocked"));
}
