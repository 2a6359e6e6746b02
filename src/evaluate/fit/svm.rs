//! A linear support vector machine with the squared hinge loss, by dual coordinate descent.
//!
//! Source: Hsieh, Chang, Lin, Keerthi and Sundararajan, «A Dual Coordinate Descent Method for
//! Large-scale Linear SVM», ICML 2008, algorithm 3 (L2-loss). The constant is a feature of its own,
//! as in LIBLINEAR.

/// Rounds over all documents after which the search ends even if it has not settled.
const MOST_ROUNDS: usize = 300;
/// The largest projected gradient at which the search has settled.
const SETTLED: f64 = 0.02;
/// Fixed, so that the same data always give the same weights.
const SEED: u64 = 0x5EC1_3021;

/// A document as the machine sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Document<'a> {
    /// The features that it has, each once, with their values.
    pub features: &'a [(u32, f64)],
    /// Which side it is on.
    pub positive: bool,
    /// How much its loss counts.
    pub cost: f64,
}

/// Weights of the features and the constant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plane {
    pub weights: Vec<f64>,
    pub bias: f64,
}

impl Plane {
    /// The signed distance of a document from the plane, in units of the margin.
    pub fn score(&self, features: &[(u32, f64)]) -> f64 {
        let weighed =
            features.iter().map(|(feature, value)| self.weights[*feature as usize] * value);
        self.bias + weighed.sum::<f64>()
    }

    fn shift(&mut self, features: &[(u32, f64)], by: f64) {
        self.bias += by;
        features.iter().for_each(|(feature, value)| self.weights[*feature as usize] += by * value);
    }
}

/// The plane that parts the documents best. `size` is one more than the largest feature.
pub(super) fn separate(documents: &[Document<'_>], size: usize) -> Plane {
    let mut plane = Plane { weights: vec![0.0; size], bias: 0.0 };
    let mut alphas = vec![0.0_f64; documents.len()];
    let mut order: Vec<usize> = (0..documents.len()).collect();
    let mut random = fastrand::Rng::with_seed(SEED);
    for _ in 0..MOST_ROUNDS {
        random.shuffle(&mut order);
        let mut steepest = 0.0_f64;
        for &index in &order {
            let document = &documents[index];
            let side = if document.positive { 1.0 } else { -1.0 };
            let slack = 0.5 / document.cost;
            let gradient = side * plane.score(document.features) - 1.0 + slack * alphas[index];
            let projected = if alphas[index] == 0.0 { gradient.min(0.0) } else { gradient };
            steepest = steepest.max(projected.abs());
            if projected != 0.0 {
                let squares = document.features.iter().map(|(_, value)| value * value);
                let curvature = squares.sum::<f64>() + 1.0 + slack;
                let next = (alphas[index] - gradient / curvature).max(0.0);
                plane.shift(document.features, (next - alphas[index]) * side);
                alphas[index] = next;
            }
        }
        if steepest < SETTLED {
            break;
        }
    }
    plane
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ones(features: &[u32]) -> Vec<(u32, f64)> {
        features.iter().map(|feature| (*feature, 1.0)).collect()
    }

    fn plane(documents: &[(&[u32], bool)]) -> Plane {
        let documents: Vec<(Vec<(u32, f64)>, bool)> =
            documents.iter().map(|(features, positive)| (ones(features), *positive)).collect();
        let documents: Vec<Document<'_>> = documents
            .iter()
            .map(|(features, positive)| Document { features, positive: *positive, cost: 1.0 })
            .collect();
        separate(&documents, 3)
    }

    #[test]
    fn two_documents_by_hand() {
        // w0 + b = 1 − a, −(w1 + b) = 1 − a with w0 = α, w1 = −α, b = 0 and the slack α/2 each:
        // α = 1 − α/2, so α = 2/3.
        let plane = plane(&[(&[0], true), (&[1], false)]);
        assert!((plane.weights[0] - 2.0 / 3.0).abs() < 0.02, "{plane:?}");
        assert!((plane.weights[1] + 2.0 / 3.0).abs() < 0.02, "{plane:?}");
        assert!(plane.bias.abs() < 0.02, "{plane:?}");
    }

    #[test]
    fn what_both_sides_have_weighs_little() {
        let plane = plane(&[(&[0, 2], true), (&[1, 2], false), (&[0], true), (&[1], false)]);
        assert!(plane.score(&ones(&[0])) > 0.5 && plane.score(&ones(&[1, 2])) < -0.5);
        assert!(plane.weights[2].abs() < 0.1);
    }

    #[test]
    fn the_same_data_give_the_same_plane() {
        let data: &[(&[u32], bool)] = &[(&[0, 2], true), (&[1], false), (&[2], true)];
        assert_eq!(plane(data), plane(data));
    }
}
