//! Which random numbers belong to which assumption.

use super::Shapes;
use super::expression::Signature;
use crate::model::Stream;
use crate::model::term::DimensionId;
use crate::scenario::Dormant;
use crate::scenario::lock::Lock;

/// Numbers the elements of assumptions, one assumption after the other.
///
/// Sobol dimensions are numbered over the elements of all assumptions in declared order, certain or not, in force or
/// not, so that fixing one or switching it off changes no other. With a lock they are those of the lock, and what is not
/// in it comes behind.
pub(super) struct Numbering<'a> {
    dormant: &'a [Dormant],
    lock: Option<&'a Lock>,
    next: usize,
}

impl<'a> Numbering<'a> {
    pub(super) fn new(dormant: &'a [Dormant], lock: Option<&'a Lock>) -> Self {
        Self { dormant, lock, next: lock.map_or(0, Lock::next) }
    }

    /// Of the assumption at this place among those in force: one number for all elements, or for each its own.
    pub(super) fn of_assumption(
        &mut self,
        place: usize,
        signature: &Signature,
        shared: bool,
        shapes: &Shapes,
    ) -> Vec<Stream> {
        self.next += dimensions_before(place, self.dormant, shapes);
        let dims = if shared { &[][..] } else { &signature.dims };
        (0..shapes.count(dims)).map(|flat| self.of_element(&signature.name, dims, flat, shapes)).collect()
    }

    fn of_element(&mut self, name: &str, dims: &[DimensionId], flat: usize, shapes: &Shapes) -> Stream {
        let elements = shapes.named_elements(dims, flat);
        let known = self.lock.and_then(|lock| {
            let names: Vec<&str> = elements.iter().map(|(_, element)| *element).collect();
            lock.dimension(name, &names.join(", "))
        });
        let dimension = known.unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        let element = self.lock.map_or(flat as u64, |lock| lock.stream(elements.iter().copied()));
        Stream { element, dimension }
    }
}

/// Sobol dimensions of the assumptions switched off just before that of this place.
fn dimensions_before(place: usize, dormant: &[Dormant], shapes: &Shapes) -> usize {
    let size = |name: &String| {
        let dimension = shapes.names.dimensions.iter().position(|dimension| dimension == name);
        dimension.map_or(1, |dimension| shapes.names.size(dimension))
    };
    let here = dormant.iter().filter(|dormant| dormant.before == place);
    here.map(|dormant| dormant.dims.iter().map(size).product::<usize>()).sum()
}
