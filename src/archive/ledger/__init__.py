"""The proof: canonical envelopes, the RFC 6962 tree, signed checkpoints. Pure: bytes in, hashes out."""
