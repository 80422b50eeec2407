"""Language: the local engine that reads sentences, and the plans of questions; neither needs a service."""
