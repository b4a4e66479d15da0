"""What the site can do: one typed function a file, knowing nothing of the web."""
