"""What is shown of what stands; changes nothing."""
