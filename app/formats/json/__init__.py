"""JSON: reader and writer; also rows sent as JSON to the API."""
