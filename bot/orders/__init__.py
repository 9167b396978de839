"""Whose order it is, and how one is changed safely: proof, proposal, confirmation, one write, a re-read, an audit."""
