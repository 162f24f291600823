//! The heights of many paragraphs, most of them guessed, with sums in logarithmic time (a Fenwick
//! tree). Knows no text.

/// Heights in logical pixels.
#[derive(Debug, Clone, Default)]
pub struct Heights {
    each: Vec<f32>,
    /// `sums[i]` is the sum of the last `i & -i` heights up to and with `i - 1`.
    sums: Vec<f64>,
}

impl Heights {
    /// Linear.
    pub fn new(each: Vec<f32>) -> Self {
        let mut sums = Vec::with_capacity(each.len() + 1);
        sums.push(0.0);
        sums.extend(each.iter().map(|height| f64::from(*height)));
        for at in 1..sums.len() {
            let above = at + lowest(at);
            let own = sums.get(at).copied().unwrap_or_default();
            if let Some(sum) = sums.get_mut(above) {
                *sum += own;
            }
        }

        Self { each, sums }
    }

    pub fn len(&self) -> usize {
        self.each.len()
    }

    pub fn get(&self, index: usize) -> f32 {
        self.each.get(index).copied().unwrap_or_default()
    }

    pub fn set(&mut self, index: usize, height: f32) {
        let Some(old) = self.each.get_mut(index) else { return };
        let change = f64::from(height) - f64::from(*old);
        *old = height;
        let mut at = index + 1;
        while let Some(sum) = self.sums.get_mut(at) {
            *sum += change;
            at += lowest(at);
        }
    }

    /// What lies above a paragraph.
    pub fn above(&self, index: usize) -> f64 {
        let mut at = index.min(self.len());
        let mut sum = 0.0;
        while at > 0 {
            sum += self.sums.get(at).copied().unwrap_or_default();
            at -= lowest(at);
        }

        sum
    }

    pub fn total(&self) -> f64 {
        self.above(self.len())
    }

    /// The paragraph at `y`, and how far into it; the last one for all that lies below.
    pub fn at(&self, y: f64) -> (usize, f64) {
        let mut left = y.max(0.0);
        let mut at = 0;
        let mut step = self.sums.len().next_power_of_two();
        while step > 0 {
            match self.sums.get(at + step) {
                Some(sum) if *sum <= left => {
                    left -= sum;
                    at += step;
                }
                _ => {}
            }
            step /= 2;
        }
        match self.len().checked_sub(1) {
            Some(last) if at > last => (last, f64::from(self.get(last))),
            _ => (at, left),
        }
    }
}

fn lowest(at: usize) -> usize {
    at & at.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use super::Heights;

    #[test]
    fn sums_and_places_agree_with_adding_up() {
        let each: Vec<f32> = (0..100).map(|i| (i % 7) as f32).collect();
        let mut heights = Heights::new(each.clone());
        heights.set(13, 50.0);
        let mut plain = each;
        plain[13] = 50.0;

        let mut sum = 0.0;
        for (index, height) in plain.iter().enumerate() {
            assert_eq!(heights.above(index), sum, "above {index}");
            if *height > 0.0 {
                assert_eq!(heights.at(sum), (index, 0.0));
                assert_eq!(heights.at(sum + 0.5), (index, 0.5));
            }
            sum += f64::from(*height);
        }
        assert_eq!(heights.total(), sum);
        assert_eq!(heights.at(1e9).0, 99);
    }

    #[test]
    fn nothing_has_no_height() {
        let none = Heights::new(Vec::new());
        assert_eq!(none.total(), 0.0);
        assert_eq!(none.at(5.0), (0, 5.0));
    }
}
