//! Small compressed replies that expand to many zeros.

use crate::routing::server::Answer;

/// A compressed body.
#[derive(Debug)]
#[non_exhaustive]
pub struct Bomb {
    /// The name of the encoding.
    pub encoding: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How many bytes it expands to.
    pub expanded: u64,
}

impl Bomb {
    /// A reply that holds it.
    pub fn answer(self, head: &str) -> Answer {
        let (name, length) = (self.encoding, self.bytes.len());
        let head = format!("{head}Content-Encoding: {name}\r\nContent-Length: {length}\r\n\r\n");
        Answer::Close([head.into_bytes(), self.bytes].concat())
    }
}

/// Deflate with a code for zeros: a match of 258 bytes takes two bits, both of them zero.
pub fn gzip() -> Bomb {
    const BODY: usize = 256 * 1024;
    let mut bits = Bits::default();
    // One block with codes of its own: 286 literals and lengths, one distance, 18 code lengths.
    bits.put(0b101, 3);
    bits.put(29, 5);
    bits.put(0, 5);
    bits.put(14, 4);
    // The lengths of the codes of 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1: a run of zeros, 1 and 2
    // are enough.
    for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1] {
        bits.put(
            match symbol {
                18 => 1,
                1 | 2 => 2,
                _ => 0,
            },
            3,
        );
    }
    let (run, one, two) = ((0, 1), (0b01, 2), (0b11, 2));
    // Literal 0 has 2 bits; 255 zeros; the end has 2 bits; 28 zeros; length 258 has 1 bit; distance 1 has 1 bit.
    bits.put(two.0, two.1);
    for zeros in [138, 117] {
        bits.put(run.0, run.1);
        bits.put(zeros - 11, 7);
    }
    bits.put(two.0, two.1);
    bits.put(run.0, run.1);
    bits.put(28 - 11, 7);
    bits.put(one.0, one.1);
    bits.put(one.0, one.1);
    // The literal 0, for the first match to repeat.
    bits.put(0b01, 2);
    let mut bytes = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
    bytes.extend(bits.bytes());
    bytes.resize(bytes.len() + BODY, 0);
    Bomb { encoding: "gzip", bytes, expanded: BODY as u64 * 4 * 258 }
}

/// Bits from the lowest up, as in deflate.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        self.0.extend((0..count).map(|bit| value >> bit & 1 == 1));
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
        self.0.chunks(8).map(byte).collect()
    }
}

/// Blocks that each repeat one byte 131,072 times.
pub fn zstd() -> Bomb {
    const BLOCKS: usize = 8 * 1024;
    const BLOCK: usize = 128 * 1024;
    // Magic, no content size, window of 128 KiB.
    let mut bytes = b"\x28\xb5\x2f\xfd\x00\x38".to_vec();
    for number in 1..=BLOCKS {
        let header = BLOCK << 3 | 0b010 | usize::from(number == BLOCKS);
        bytes.extend_from_slice(&header.to_le_bytes()[..3]);
        bytes.push(0);
    }
    Bomb { encoding: "zstd", bytes, expanded: (BLOCKS * BLOCK) as u64 }
}

/// 256 MiB of zeros, compressed.
pub fn brotli() -> Bomb {
    const HEX: &str = "\
        cfffff7f002400e2b14072effff9ffff0f8004401c1680eefd3fffffff01900088c302d0bdffe7ffff3f001200\
        715800baf7fffcffff074002200e0b40f7fe9fffffff004800c46101e8defff3ffff1f000980382c00ddfb7ffe\
        ffff032001108705a07bffcfffff7f002400e2b00074effff9ffff0f8004401c1680eefd3fffffff01900088c3\
        02d0bdffe7ffff3f001200715800baf7fffcffff074002200e0b40f7fe9fffffff004800c46101e8defff3ffff\
        1f000980382c00ddfb7ffeffff032001108705a07bff3f";
    let digit = |at: usize| u8::from_str_radix(&HEX[at..at + 2], 16).unwrap_or_default();
    let bytes = (0..HEX.len()).step_by(2).map(digit).collect();
    Bomb { encoding: "br", bytes, expanded: 256 * 1024 * 1024 }
}
