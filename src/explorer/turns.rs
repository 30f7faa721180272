//! Turns of pages: what a page asks later ends what it asked before.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::Problem;
use crate::session::{Progress, Step};

/// So many pages are remembered.
const MOST_PAGES: usize = 256;

/// The latest move of each page.
#[derive(Debug, Default)]
pub struct Turns {
    pages: Mutex<HashMap<String, Arc<AtomicU64>>>,
}

/// One question of a page: it is stopped once the page has moved on.
#[derive(Debug)]
pub struct Turn {
    latest: Arc<AtomicU64>,
    own: u64,
}

impl Turns {
    /// The turn of a page's move. Questions of one move live side by side; those of a later one end those of an earlier.
    ///
    /// # Errors
    /// [`Problem::Stale`] if the page has moved on already.
    pub fn take(&self, page: &str, own: u64) -> Result<Turn, Problem> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= MOST_PAGES && !pages.contains_key(page) {
            // Pages that nobody asks for any more; at worst one is forgotten that is open, and starts anew.
            pages.retain(|_, latest| Arc::strong_count(latest) > 1);
        }
        let latest = Arc::clone(pages.entry(page.to_owned()).or_default());
        drop(pages);
        if latest.fetch_max(own, Ordering::Relaxed) > own { Err(Problem::Stale) } else { Ok(Turn { latest, own }) }
    }
}

impl Turn {
    fn is_over(&self) -> bool {
        self.latest.load(Ordering::Relaxed) > self.own
    }
}

impl Progress for Turn {
    fn done(&self, _draws: u64) {}

    fn stopped(&self) -> bool {
        self.is_over()
    }
}

impl Progress<Step> for Turn {
    fn done(&self, _step: Step) {}

    fn stopped(&self) -> bool {
        self.is_over()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_move_ends_an_earlier_one_of_the_same_page_alone() {
        let turns = Turns::default();
        let first = turns.take("a", 1).expect("the first");
        let beside = turns.take("a", 1).expect("of the same move");
        let other = turns.take("b", 1).expect("another page");
        let second = turns.take("a", 2).expect("a later move");
        assert!(first.is_over() && beside.is_over() && !second.is_over() && !other.is_over());
        assert!(matches!(turns.take("a", 1), Err(Problem::Stale)));
    }

    #[test]
    fn pages_that_are_gone_are_forgotten() {
        let turns = Turns::default();
        for page in 0..10 * MOST_PAGES {
            turns.take(&page.to_string(), 1).expect("new");
        }
        assert!(turns.pages.lock().unwrap().len() <= MOST_PAGES);
    }
}
