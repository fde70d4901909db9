//! A byte trie over the letters of word patterns, flat in memory.

use std::collections::BTreeMap;

/// Finds all keys that a text starts with, in one walk.
#[derive(Debug, Default)]
pub struct Trie {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    outputs: Vec<u32>,
    /// Children of the root by byte, as most walks end there; `NO_NODE` where there is none.
    first: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    edges_from: u32,
    edges_to: u32,
    outputs_from: u32,
    outputs_to: u32,
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    byte: u8,
    target: u32,
}

const NO_NODE: u32 = u32::MAX;

#[derive(Default)]
struct Growing {
    children: BTreeMap<u8, usize>,
    outputs: Vec<u32>,
}

impl Trie {
    /// Builds a trie of keys, each with a value; a key may come several times.
    pub fn new<'a>(keys: impl IntoIterator<Item = (&'a str, u32)>) -> Trie {
        let mut growing = vec![Growing::default()];
        for (key, value) in keys {
            let mut node = 0;
            for byte in key.bytes() {
                let next = growing.len();
                node = *growing[node].children.entry(byte).or_insert(next);
                if node == next {
                    growing.push(Growing::default());
                }
            }
            growing[node].outputs.push(value);
        }
        let mut trie = Trie { first: vec![NO_NODE; 256], ..Trie::default() };
        let number = |index: usize| u32::try_from(index).unwrap_or(NO_NODE);
        for node in &growing {
            let (edges_from, outputs_from) = (number(trie.edges.len()), number(trie.outputs.len()));
            trie.edges.extend(node.children.iter().map(|(&byte, &target)| Edge { byte, target: number(target) }));
            trie.outputs.extend(&node.outputs);
            trie.nodes.push(Node {
                edges_from,
                edges_to: number(trie.edges.len()),
                outputs_from,
                outputs_to: number(trie.outputs.len()),
            });
        }
        for (&byte, &target) in &growing[0].children {
            trie.first[usize::from(byte)] = number(target);
        }
        trie
    }

    /// Calls `found` with the length in bytes and the value of every key that `text` starts with,
    /// shortest first.
    pub fn walk(&self, text: &[u8], mut found: impl FnMut(usize, u32)) {
        let Some((&head, tail)) = text.split_first() else { return };
        let mut node = self.first[usize::from(head)];
        if node == NO_NODE {
            return;
        }
        let mut length = 1;
        let mut rest = tail;
        loop {
            let Node { edges_from, edges_to, outputs_from, outputs_to } = self.nodes[node as usize];
            for &value in &self.outputs[outputs_from as usize..outputs_to as usize] {
                found(length, value);
            }
            let Some((&byte, tail)) = rest.split_first() else { return };
            let edges = &self.edges[edges_from as usize..edges_to as usize];
            let Some(edge) = edges.iter().find(|edge| edge.byte == byte) else { return };
            node = edge.target;
            rest = tail;
            length += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_prefixes_are_found() {
        let trie = Trie::new([("kunde", 1), ("kundenberater", 2), ("kunde", 3), ("k", 4), ("übung", 5)]);
        let found = |text: &str| {
            let mut found = Vec::new();
            trie.walk(text.as_bytes(), |length, value| found.push((length, value)));
            found
        };
        assert_eq!(found("kundenberaterin"), [(1, 4), (5, 1), (5, 3), (13, 2)]);
        assert_eq!(found("übung"), [(6, 5)]);
        assert_eq!(found("x"), []);
        assert_eq!(found(""), []);
    }
}
