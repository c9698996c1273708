//! The order in which a document has its members: `serde_json` sorts them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The names of an object's members in their order, and the same for each of them; a list has indexes.
#[derive(Debug, Default)]
pub(crate) struct Order(Vec<(String, Order)>);

impl Order {
    /// The order of a JSON text.
    pub(crate) fn of(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// The names of the members of what a JSON pointer leads to.
    pub(crate) fn names(&self, pointer: &str) -> Vec<&str> {
        let mut at = self;
        for part in pointer.split('/').skip(1) {
            let part = part.replace("~1", "/").replace("~0", "~");
            match at.0.iter().find(|(name, _)| *name == part) {
                Some((_, below)) => at = below,
                None => return Vec::new(),
            }
        }
        at.0.iter().map(|(name, _)| name.as_str()).collect()
    }
}

impl<'de> Deserialize<'de> for Order {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Order;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Order, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = from.next_entry()? {
            members.push(member);
        }
        Ok(Order(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Order, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push((items.len().to_string(), item));
        }
        Ok(Order(items))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Order, E> {
        Ok(Order::default())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Order, E> {
        Ok(Order::default())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Order, E> {
        Ok(Order::default())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Order, E> {
        Ok(Order::default())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Order, E> {
        Ok(Order::default())
    }

    fn visit_unit<E: Error>(self) -> Result<Order, E> {
        Ok(Order::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_as_they_are_written() {
        let order = Order::of(r#"{"b": {"z/y": [1, {"d": null, "c": "x"}]}, "a": true}"#).unwrap();
        assert_eq!(order.names(""), ["b", "a"]);
        assert_eq!(order.names("/b/z~1y/1"), ["d", "c"]);
        assert!(order.names("/nothing").is_empty());
    }
}
