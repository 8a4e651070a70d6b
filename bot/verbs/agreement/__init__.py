"""What needs a second person, and a policy that is put in force."""
