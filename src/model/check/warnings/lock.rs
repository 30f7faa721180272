//! What is not in the lock of the study.

use super::Warnings;
use crate::diagnostic::{Code, Diagnostic};

impl Warnings<'_> {
    /// Random numbers that move when the model grows, though there is a lock.
    pub(super) fn unlocked(&mut self) {
        const SHOWN: usize = 5;
        let model = self.model;
        let Some(lock) = &model.header.ensemble.lock else { return };
        let mut names = Vec::new();
        for assumption in &model.assumptions {
            for place in 0..assumption.streams.len() {
                let element = model.stream_name(assumption, place);
                if lock.dimension(&assumption.declared.name, &element).is_none() {
                    let element = if element.is_empty() { element } else { format!("[{element}]") };
                    names.push(format!("`{}{element}`", assumption.declared.written));
                }
            }
        }
        if names.is_empty() {
            return;
        }
        let more = names.len().saturating_sub(SHOWN);
        names.truncate(SHOWN);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let message = format!("the lock `{}` has no number for {}{more}", lock.file.value, names.join(", "));
        let warning = Diagnostic::warning(Code::Unlocked, message, lock.file.span.clone(), "this lock")
            .with_help("`catchup lock` gives them numbers that stay when the model grows");
        self.push(&[], warning);
    }
}
