//! Faults on demand: what asks a system for something asks here first, and is refused if a test has ordered it.
//!
//! Nothing is ordered but by the fault programme (`examples/faults`). All else pays a look at one number for each file that is
//! opened, written or moved and each thread that is started, and nothing where numbers are computed.

use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is asked of a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// A file or folder is opened, listed or looked at.
    Open,
    /// A file is created.
    Create,
    /// Bytes are written.
    Write,
    /// A folder is made.
    Folder,
    /// A file or folder gets another name, or two exchange theirs.
    Rename,
    /// A file or folder is removed.
    Remove,
    /// A mode or an owner is changed, or a file locked.
    Change,
    /// A file or folder is synchronised with the disk.
    Sync,
    /// A thread is started.
    Thread,
}

impl Operation {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::Open,
        Self::Create,
        Self::Write,
        Self::Folder,
        Self::Rename,
        Self::Remove,
        Self::Change,
        Self::Sync,
        Self::Thread,
    ];
}

/// What happens to an operation.
#[derive(Debug, Clone, Copy)]
pub enum How {
    /// It is refused, once, with this error number of the system.
    Refused(i32),
    /// It is refused, and so are all of its kind after it, as on a full disk.
    RefusedOnward(i32),
    /// The program ends before it is done, as if killed: by this function, which gives nothing back.
    Killed(fn() -> !),
}

/// A fault in one of some operations.
#[derive(Debug, Clone)]
pub struct Order {
    /// The operations that are counted.
    pub operations: Vec<Operation>,
    /// How many of them are let through before.
    pub spared: u64,
    /// What happens then.
    pub how: How,
}

/// An order and how many operations it has counted.
type Counted = (Order, AtomicU64);

static ORDERS: OnceLock<Vec<Counted>> = OnceLock::new();

/// Orders faults, for the whole program and once.
pub fn order(orders: impl IntoIterator<Item = Order>) {
    let _only_once = ORDERS.set(orders.into_iter().map(|order| (order, AtomicU64::new(0))).collect());
}

/// How many operations each order has counted.
pub fn asked() -> Vec<u64> {
    let counts = |orders: &Vec<Counted>| orders.iter().map(|(_, count)| count.load(Ordering::SeqCst)).collect();
    ORDERS.get().map(counts).unwrap_or_default()
}

/// Asks whether an operation may be done.
///
/// # Errors
/// A fault was ordered for it.
#[inline]
pub fn ask(operation: Operation) -> io::Result<()> {
    match ORDERS.get() {
        None => Ok(()),
        Some(orders) => ordered(orders, operation),
    }
}

#[cold]
fn ordered(orders: &[Counted], operation: Operation) -> io::Result<()> {
    for (order, count) in orders.iter().filter(|(order, _)| order.operations.contains(&operation)) {
        let place = count.fetch_add(1, Ordering::SeqCst);
        match order.how {
            How::Refused(error) if place == order.spared => return Err(io::Error::from_raw_os_error(error)),
            How::RefusedOnward(error) if place >= order.spared => return Err(io::Error::from_raw_os_error(error)),
            How::Killed(end) if place == order.spared => end(),
            How::Refused(_) | How::RefusedOnward(_) | How::Killed(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operation_that_was_ordered_fails_and_no_other() {
        let refused = |spared: u64, how: fn(i32) -> How| {
            let order = Order { operations: vec![Operation::Write, Operation::Create], spared, how: how(28) };
            let orders = [(order, AtomicU64::new(0))];
            let writes = [Operation::Write, Operation::Open, Operation::Create, Operation::Write, Operation::Thread];
            writes.map(|operation| ordered(&orders, operation).is_err())
        };
        assert_eq!(refused(0, How::Refused), [true, false, false, false, false]);
        assert_eq!(refused(1, How::Refused), [false, false, true, false, false]);
        assert_eq!(refused(1, How::RefusedOnward), [false, false, true, true, false]);
        assert!(Operation::ALL.iter().all(|operation| ask(*operation).is_ok()), "nothing was ordered");
    }
}
