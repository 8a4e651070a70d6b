"""The doors: a request becomes one command, the answer becomes words."""
