"""The world outside, played on this machine: for the tests and the demo."""
