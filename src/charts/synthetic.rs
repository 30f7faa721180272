//! A made-up projection for tests.
