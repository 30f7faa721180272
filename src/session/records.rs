//! Results as bytes, and runs of which another process has computed the numbers.

use std::time::Duration;

use super::{Run, Sensitivity, Session, Weights};
use crate::projection::Projection;
use crate::record::{Record, record};

record!(Sensitivity { of, label, unit, year, samples, seed, level, drivers, before_history, discovery });

impl Run {
    /// As bytes, but for draws that were kept: what [`Session::run_of`] makes a run of again.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.projection.put(&mut out);
        self.weights.shares().map(<[f64]>::to_vec).put(&mut out);
        self.cpu.put(&mut out);
        let times = self.times.iter().map(|(stage, time)| (stage.clone(), time.as_secs_f64()));
        times.collect::<Vec<(String, f64)>>().put(&mut out);
        out
    }
}

impl Session {
    /// A run of this scenario from [`Run::to_bytes`]; what is worth knowing of it is found out anew. None if the bytes are of
    /// another version.
    #[must_use]
    pub fn run_of(&self, mut bytes: &[u8]) -> Option<Run> {
        let from = &mut bytes;
        let (projection, shares) = (Projection::read(from)?, Option::<Vec<f64>>::read(from)?);
        let (cpu, times) = (String::read(from)?, Vec::<(String, f64)>::read(from)?);
        let run = self.merged(projection, cpu, &|_| {});
        let times =
            times.into_iter().filter_map(|(stage, time)| Some((stage, Duration::try_from_secs_f64(time).ok()?)));
        let weights = shares.map_or_else(Weights::equal, Weights::of_shares);
        from.is_empty().then(|| Run { weights, times: times.collect(), ..run })
    }
}
