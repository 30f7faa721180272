//! Bass's law of diffusion: those who adopt in each period.

use super::bass::{Bass, starts_of};
use super::{At, Formula, Frame, Known, Parameter, Points, Scale, Texts};
use crate::laws::{Real, diffusion};

pub(super) struct BassAdoptions;

impl Formula for BassAdoptions {
    const NAME: &'static str = "bass-adoptions";
    const DOC: &'static str =
        "First purchases in each period, the growth of `bass` (Srinivasan and Mason 1986, doi:10.1287/mksc.5.2.169).";
    const FORMULA: &'static str = "bass(t) - bass(t - period)";
    const PURPOSE: &'static str = "first purchases a period (Srinivasan and Mason 1986, doi:10.1287/mksc.5.2.169)";
    const PARAMETERS: &'static [Parameter] = Bass::PARAMETERS;
    const SCALE: Scale = Scale::Level;
    const LAUNCHED: bool = true;
    const PER_PERIOD: bool = true;

    fn value<N: Real + Copy>(b: &[N], frame: &Frame, at: &At) -> N {
        let since = |start: f64| N::constant(at.time - start);
        let until = |time: N| diffusion::bass(b[1], b[2], time);
        b[0] * (until(since(frame.launch)) - until(since(frame.launch + frame.period)))
    }

    fn derived<N: Real + Copy>(b: &[N], frame: &Frame) -> Vec<(&'static str, &'static str, N)> {
        Bass::derived(b, frame)
    }

    fn starts(points: &Points, frame: &Frame, known: &[Known]) -> Vec<Vec<f64>> {
        starts_of::<Self>(points, frame, known)
    }

    fn equation(b: &[String], frame: &Frame, at: &Texts) -> String {
        let until = |from: f64| format!("bass({}, {}, {} - {from} yr)", b[1], b[2], at.time);
        format!("{} * ({} - {})", b[0], until(frame.launch), until(frame.launch + frame.period))
    }
}
