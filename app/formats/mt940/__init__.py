"""MT940 and MT942, the statement messages of SWIFT: reader."""
