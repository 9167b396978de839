"""A multinomial logistic regression over dense and sparse features, kept as plain arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Head:
    """Weights of the encoder's dimensions (dense) and of the vocabulary's pieces (sparse), one column an intent."""

    dense: Floats
    sparse: Floats
    bias: Floats

    def probabilities(self, vector: Floats, columns: NDArray[np.int64], values: Floats) -> Floats:
        """Of every intent, for one text."""
        scores = vector @ self.dense + values @ self.sparse[columns] + self.bias
        scores = np.exp(scores - scores.max())
        odds: Floats = scores / scores.sum()
        return odds


def fit(
    vectors: Floats,
    pieces: sparse.csr_matrix,
    targets: Sequence[int],
    *,
    penalty: float,
    steps: int = 80,
) -> Head:
    """Minimise the cross-entropy plus `penalty`/2 times the squared weights, by L-BFGS."""
    count, dimensions = vectors.shape
    kinds = max(targets) + 1
    wanted = np.zeros((count, kinds))
    wanted[np.arange(count), targets] = 1.0
    dense = vectors.astype(np.float64)
    pieces = pieces.astype(np.float64)
    transposed = pieces.T.tocsr()
    edge = dimensions * kinds
    end = edge + pieces.shape[1] * kinds

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        upper, lower = flat[:edge].reshape(dimensions, kinds), flat[edge:end].reshape(-1, kinds)
        scores = dense @ upper + pieces @ lower + flat[end:]
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        gaps = np.exp(scores) - wanted
        gradient = np.concatenate([(dense.T @ gaps).ravel(), (transposed @ gaps).ravel(), gaps.sum(axis=0)])
        gradient[:end] += penalty * flat[:end]
        value = -float((wanted * scores).sum()) + penalty / 2 * float(flat[:end] @ flat[:end])
        return value, gradient

    found = optimize.minimize(
        loss, np.zeros(end + kinds), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 10}
    ).x.astype(np.float32)
    return Head(found[:edge].reshape(dimensions, kinds), found[edge:end].reshape(-1, kinds), found[end:])
