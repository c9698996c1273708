//! The latest messages, within a count and an amount of memory.

use super::message::Message;
use std::{collections::VecDeque, time::Duration};
use tokio::time::Instant;

/// The maximum number of messages.
const COUNT: usize = 256;
/// Their maximum memory in bytes; a longer message is kept alone. Both rings of a channel stay far below 2 MiB.
const BYTES: usize = 512 * 1024;

pub(super) struct Entry {
    at: Instant,
    pub(super) number: u64,
    weight: usize,
    pub(super) message: Message,
}

/// Messages in the order of their arrival, each with a number. New messages evict the oldest.
#[derive(Default)]
pub(super) struct Ring {
    entries: VecDeque<Entry>,
    weight: usize,
    next: u64,
}

impl Ring {
    /// Returns the number of the next message.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    /// Returns the messages that a message of this weight evicts.
    pub(super) fn evicted(&self, weight: usize) -> impl Iterator<Item = &Entry> {
        let over = (self.weight + weight).saturating_sub(BYTES);
        let surplus = (self.entries.len() + 1).saturating_sub(COUNT);
        let mut freed = 0;
        self.entries.iter().enumerate().map_while(move |(index, entry)| {
            let goes = freed < over || index < surplus;
            freed += entry.weight;
            goes.then_some(entry)
        })
    }

    /// Evicts them.
    pub(super) fn make_room(&mut self, weight: usize) {
        for _ in 0..self.evicted(weight).count() {
            self.pop();
        }
    }

    pub(super) fn push(&mut self, message: Message) {
        let (weight, number) = (message.weight(), self.next);
        self.make_room(weight);
        self.next += 1;
        self.weight += weight;
        self.entries.push_back(Entry { at: Instant::now(), number, weight, message });
    }

    fn pop(&mut self) {
        if let Some(entry) = self.entries.pop_front() {
            self.weight -= entry.weight;
        }
    }

    /// Drops older messages.
    pub(super) fn expire(&mut self, life: Duration) {
        let now = Instant::now();
        while self.entries.front().is_some_and(|entry| now.duration_since(entry.at) >= life) {
            self.pop();
        }
    }

    /// Returns the messages from this number on.
    pub(super) fn since(&self, number: u64) -> impl DoubleEndedIterator<Item = &Entry> {
        let first = self.entries.front().map_or(self.next, |entry| entry.number);
        let skip = usize::try_from(number.saturating_sub(first)).unwrap_or(usize::MAX);
        self.entries.iter().skip(skip)
    }

    pub(super) fn clear(&mut self) {
        *self = Self { next: self.next, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: usize) -> Message {
        Message::Other { kind: "k".into(), data: Some("x".repeat(bytes).into()) }
    }

    fn numbers(ring: &Ring) -> Vec<u64> {
        ring.since(0).map(|entry| entry.number).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn the_oldest_make_room_in_count_bytes_and_time() {
        let mut ring = Ring::default();
        for _ in 0..COUNT + 10 {
            ring.push(message(1));
        }
        assert_eq!((numbers(&ring).len(), numbers(&ring)[0], ring.next()), (COUNT, 10, 266));
        ring.push(message(BYTES / 2));
        ring.push(message(BYTES / 2 - 600));
        assert_eq!(numbers(&ring), [266, 267]);
        ring.push(message(2 * BYTES));
        assert_eq!((numbers(&ring), ring.weight > BYTES), (vec![268], true));
        ring.push(message(1));
        assert_eq!((numbers(&ring), ring.weight < BYTES), (vec![269], true));
        tokio::time::advance(Duration::from_secs(59)).await;
        ring.push(message(1));
        assert_eq!(ring.since(270).map(|entry| entry.number).collect::<Vec<_>>(), [270]);
        tokio::time::advance(Duration::from_secs(1)).await;
        ring.expire(Duration::from_secs(60));
        assert_eq!(numbers(&ring), [270]);
        ring.clear();
        assert_eq!((numbers(&ring), ring.next(), ring.weight), (vec![], 271, 0));
    }
}
