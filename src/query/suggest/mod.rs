//! Queries like the one asked that find something: [`empty_answer`] tries them where an answer is empty or leaves
//! something out.

pub mod empty_answer;
