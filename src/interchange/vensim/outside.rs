//! What a model takes from files beside it: `GET XLS …` and `GET DIRECT …` (Reference Manual, "External data functions").

use crate::diagnostic::Code;
use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::super::expression::{Expression, Kind, Name, folded};
use super::super::model::{Between, DATA, Definition, Dimension, Equation, Graph, NOT_AVAILABLE, Variable};
use super::super::{Beside, Problem, Problems};
use super::cells::Reader;
use super::data_sets::DataSets;
use super::subscripts::Declared;
use crate::data::{Sheet, column_of};

/// Files beside a model, read once each.
pub(super) struct Outside<'a> {
    folder: PathBuf,
    /// Names of files that begin with a question mark, and what the settings say they stand for.
    aliases: HashMap<String, String>,
    beside: Beside<'a>,
    sets: DataSets,
    sheets: HashMap<(String, String), Result<Rc<Sheet>, Problem>>,
    /// What no table has of some elements.
    lacking: Vec<Problem>,
}

/// What is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Constants,
    Data,
    Lookups,
}

impl What {
    fn of(name: &str) -> Option<Self> {
        let rest = name.strip_prefix("get_xls_").or_else(|| name.strip_prefix("get_direct_"))?;
        Some(match rest {
            "constants" => Self::Constants,
            "data" => Self::Data,
            "lookups" => Self::Lookups,
            _ => return None,
        })
    }
}

impl<'a> Outside<'a> {
    pub(super) fn new(path: &Path, settings: &str, beside: Beside<'a>) -> Self {
        let alias = |line: &str| {
            let (name, file) = line.strip_prefix("30:")?.split_once('=')?;
            Some((name.trim().to_lowercase(), file.trim().to_owned()))
        };
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let sets = DataSets::new(path, settings);
        Self {
            folder,
            aliases: settings.lines().filter_map(alias).collect(),
            beside,
            sets,
            sheets: HashMap::new(),
            lacking: Vec::new(),
        }
    }

    /// Elements of dimensions that stand in files; says no if some could not be read.
    pub(super) fn elements(&mut self, declared: &mut [Declared], problems: &mut Problems) -> bool {
        let mut all = true;
        for one in declared {
            let Some((arguments, range)) = one.outside.take() else { continue };
            match self.named(&arguments, &range) {
                Ok(members) => one.members = members,
                Err(problem) => {
                    all = false;
                    problems.push(problem);
                }
            }
        }
        all
    }

    /// `GET DIRECT SUBSCRIPT('file', 'sheet', 'first', 'last', 'prefix')`.
    fn named(&mut self, arguments: &[String], range: &Range<usize>) -> Result<Vec<String>, Problem> {
        let [file, tab, first, last, prefix] = arguments else {
            return Err(Problem::new(Code::Arguments, "`GET … SUBSCRIPT` takes five texts", range.clone()));
        };
        let sheet = self.sheet(file, tab, range)?;
        let wrong = |what: &str| Problem::new(Code::BadWorkbook, format!("`{what}` is no cell"), range.clone());
        let from = sheet.block(first).ok_or_else(|| wrong(first))?.start;
        // The last cell may be given by its row or its column alone, or not at all: it goes on as far as there are cells then.
        let end = sheet.last();
        let to = match (sheet.block(last), last.parse::<u32>(), column_of(last)) {
            _ if last.is_empty() => end,
            (Some(block), ..) => block.end,
            (None, Ok(row), _) => (row.saturating_sub(1), end.1),
            (None, _, Some(column)) => (end.0, column),
            _ => return Err(wrong(last)),
        };
        let cells = (from.0..=to.0).flat_map(|row| (from.1..=to.1).map(move |column| (row, column)));
        let found: Vec<String> = cells.filter_map(|at| sheet.text(at)).map(|text| format!("{prefix}{text}")).collect();
        if found.is_empty() {
            return Err(Problem::new(Code::BadWorkbook, format!("nothing stands in {first} to {last}"), range.clone()));
        }
        Ok(found)
    }

    /// Puts what stands in files in the place of the functions that name it.
    pub(super) fn fill(
        &mut self,
        variable: &mut Variable,
        readings: &[Between],
        dimensions: &[Dimension],
        problems: &mut Problems,
    ) {
        let mut made = Vec::new();
        for (equation, between) in std::mem::take(&mut variable.equations).into_iter().zip(readings) {
            match self.equations(&variable.written, &equation, *between, dimensions) {
                None => made.push(equation),
                Some(Ok(found)) => made.extend(found),
                Some(Err(problem)) => {
                    // What stands there has been told of, and is not told of again.
                    let definition = plain(Expression::number(0.0, problem.range.clone()), None);
                    problems.push(problem);
                    problems.unread.insert(variable.name.clone());
                    made.push(Equation { definition, ..equation });
                }
            }
        }
        variable.equations = made;
        for Problem { code, message, range, .. } in self.lacking.drain(..) {
            problems.warn(code, message, range);
        }
    }

    /// The equations of single elements that one equation stands for; none if it takes nothing from files.
    fn equations(
        &mut self,
        written: &str,
        equation: &Equation,
        between: Between,
        dimensions: &[Dimension],
    ) -> Option<Result<Vec<Equation>, Problem>> {
        let Definition::Equation { value: Expression { kind: Kind::Call(name, arguments), range }, .. } =
            &equation.definition
        else {
            return None;
        };
        if name.folded == DATA {
            return Some(self.of_tables(written, equation, between, range, dimensions));
        }
        let what = What::of(&name.folded)?;
        Some(self.read(what, name, arguments, range).and_then(|(sheet, texts)| {
            let lists: Vec<Vec<String>> = equation.of.iter().map(|of| elements_of(of, dimensions)).collect();
            let reader = Reader { sheet: &sheet, texts: &texts, range };
            let definitions = match what {
                What::Constants => reader.constants(&lists)?,
                What::Data => {
                    reader.series(&lists)?.into_iter().map(|graph| over_time(graph, between, range)).collect()
                }
                What::Lookups => reader.series(&lists)?.into_iter().map(Definition::Graph).collect::<Vec<_>>(),
            };
            let all = combined(&lists);
            Ok(all
                .into_iter()
                .zip(definitions)
                .map(|(of, definition)| Equation { of, definition, except: equation.except.clone() })
                .collect())
        }))
    }

    /// Data of elements, from tables beside the model. Of an element that no table has, where others are there, it is `:NA:`.
    fn of_tables(
        &mut self,
        written: &str,
        equation: &Equation,
        between: Between,
        range: &Range<usize>,
        dimensions: &[Dimension],
    ) -> Result<Vec<Equation>, Problem> {
        let lists: Vec<Vec<String>> = equation.of.iter().map(|of| elements_of(of, dimensions)).collect();
        let all = combined(&lists);
        let read: Vec<Result<Graph, Problem>> =
            all.iter().map(|of| self.sets.graph(written, of, range, self.beside)).collect();
        let some = read.iter().any(Result::is_ok);
        let mut made = Vec::new();
        for (of, graph) in all.into_iter().zip(read) {
            let definition = match graph {
                Ok(graph) => over_time(graph, between, range),
                Err(problem) if some && problem.code == Code::MissingEquation => {
                    let message = format!(
                        "no table beside the model has `{written}` of `{}`; `:NA:` stands there",
                        of.join(", ")
                    );
                    self.lacking.push(Problem { message, help: None, ..problem });
                    plain(Expression::number(NOT_AVAILABLE, range.clone()), None)
                }
                Err(problem) => return Err(problem),
            };
            made.push(Equation { of, definition, except: equation.except.clone() });
        }
        Ok(made)
    }

    fn read(
        &mut self,
        what: What,
        name: &Name,
        arguments: &[Expression],
        range: &Range<usize>,
    ) -> Result<(Rc<Sheet>, Vec<String>), Problem> {
        let text = |argument: &Expression| match &argument.kind {
            Kind::Text(text) => Ok(text.trim().to_owned()),
            _ => {
                Err(Problem::new(Code::Arguments, "a text in single quotes was expected here", argument.range.clone()))
            }
        };
        let texts = arguments.iter().map(text).collect::<Result<Vec<String>, Problem>>()?;
        let wanted = if what == What::Constants { 3 } else { 4 };
        if texts.len() != wanted {
            let written = name.folded.replace('_', " ").to_uppercase();
            let message = format!("`{written}` takes {wanted} arguments, not {}", texts.len());
            return Err(Problem::new(Code::Arguments, message, range.clone()));
        }
        let sheet = self.sheet(&texts[0], &texts[1], range)?;
        Ok((sheet, texts))
    }

    /// A sheet of a file, which is read once.
    fn sheet(&mut self, file: &str, tab: &str, range: &Range<usize>) -> Result<Rc<Sheet>, Problem> {
        let key = (file.to_owned(), tab.to_owned());
        if let Some(known) = self.sheets.get(&key) {
            return known.clone().map_err(|problem| Problem { range: range.clone(), ..problem });
        }
        let stands_for = self.aliases.get(&file.to_lowercase()).map(String::as_str);
        let nameless = stands_for.is_none() && file.starts_with('?');
        let asked = format!(
            "a name with `?` stands for a file, which a line `30:{file}=FILE` of the settings at the end of the model names; \
             there is no such line"
        );
        let file = stands_for.unwrap_or(file).trim_start_matches('?');
        let path = self.folder.join(file.replace('\\', "/"));
        let read = match (self.beside)(&path) {
            Err(problem) => {
                let help = if nameless { Some(asked) } else { problem.help };
                Err(Problem { help, ..Problem::new(problem.code, problem.message, range.clone()) })
            }
            Ok(bytes) => Sheet::read(&path, bytes, tab).map(Rc::new).map_err(|problem| {
                Problem::new(Code::BadWorkbook, format!("`{}`: {problem}", path.display()), range.clone())
            }),
        };
        self.sheets.insert(key, read.clone());
        read
    }
}

/// The elements of a dimension; an element by itself.
fn elements_of(of: &str, dimensions: &[Dimension]) -> Vec<String> {
    match dimensions.iter().find(|dimension| dimension.name == of) {
        Some(dimension) => dimension.elements.iter().map(|element| folded(element)).collect(),
        None => vec![of.to_owned()],
    }
}

/// All combinations, the last list fastest.
fn combined(lists: &[Vec<String>]) -> Vec<Vec<String>> {
    lists.iter().fold(vec![Vec::new()], |before, list| {
        before
            .iter()
            .flat_map(|one: &Vec<String>| {
                list.iter().map(move |next| [one.as_slice(), std::slice::from_ref(next)].concat())
            })
            .collect()
    })
}

/// Data as a function of time.
pub(super) fn over_time(graph: Graph, between: Between, range: &Range<usize>) -> Definition {
    plain(Expression::name("time", range.clone()), Some(graph.read(between)))
}

/// An equation without more to it.
pub(super) fn plain(value: Expression, graph: Option<Graph>) -> Definition {
    Definition::Equation { value, initial: None, graph, non_negative: false }
}
