"""Reader of .zip and .gz files that contain statements."""
