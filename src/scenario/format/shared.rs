//! Keys that several tables have.

use super::Presence::{Default, Optional, Required};
use super::Shape::{OneOf, SomeOf, Text, Texts};
use super::{Key, Presence, Shape};
use crate::scenario::silence::CODES;

/// A key, written on one line.
pub(super) const fn key(name: &'static str, shape: Shape, presence: Presence, doc: &'static str) -> Key {
    Key { name, shape, presence, doc }
}

pub(super) const AT: Shape = OneOf(&["start", "end"]);
pub(super) const ALLOW: Key =
    key("allow", SomeOf(&CODES), Default("[]"), "Warnings that are not to be given of this, by code.");
pub(super) const DIMS: Key = key("dims", Texts, Default("[]"), "Dimensions, by name.");
pub(super) const LABEL: Key =
    key("label", Text, Optional, "Label in charts and tables; made from the name unless given.");
pub(super) const SOURCE: Key =
    key("source", Text, Required, "Where the numbers come from, or that they are a judgement.");
pub(super) const UNIT: Key = key("unit", Text, Required, "Unit of the values.");
