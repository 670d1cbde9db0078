# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether one certificate signed another, old hashes included."""

from __future__ import annotations

try:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.x509.oid import SignatureAlgorithmOID
except ImportError:  # the doors name the missing package before anything here runs
    pass

OLD_HASHES = ("sha1", "md5")


def signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool | None:
    """True when names and signature fit, False when they do not, None when nobody here can check the signature.

    The library's own check refuses SHA-1 and MD5 altogether; the systems sign with SHA-1 (CERT-2), and an old hash is
    for the rules to judge, once it is known who signed.
    """
    try:
        if certificate.issuer != issuer.subject:
            return False
        if _hash(certificate) in OLD_HASHES:
            return _old_signature(certificate, issuer)
        certificate.verify_directly_issued_by(issuer)
    except InvalidSignature:
        return False
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return None
    return True


def _hash(certificate: x509.Certificate) -> str | None:
    algorithm = certificate.signature_hash_algorithm
    return algorithm.name if algorithm else None


def _old_signature(certificate: x509.Certificate, issuer: x509.Certificate) -> bool | None:
    key, hash_algorithm = issuer.public_key(), certificate.signature_hash_algorithm
    if hash_algorithm is None:
        return None
    signed = (certificate.signature, certificate.tbs_certificate_bytes)
    if isinstance(key, rsa.RSAPublicKey) and certificate.signature_algorithm_oid != SignatureAlgorithmOID.RSASSA_PSS:
        key.verify(*signed, padding.PKCS1v15(), hash_algorithm)
        return True
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(*signed, ec.ECDSA(hash_algorithm))
        return True
    return None
