"""Language engines: the Gemini client and the local engine."""
