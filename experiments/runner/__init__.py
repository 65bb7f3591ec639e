"""Many runs on this machine: processes, one run each at a time, the same results at any number of them."""
